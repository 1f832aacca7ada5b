using Inference.Engine.Speculation;

namespace Inference.Engine.Tests.Speculation;

public sealed class PromptLookupProposerTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4, 5, 1, 2, 3 }, 3, new[] { 4, 5, 1 })]
    [InlineData(new[] { 9, 1, 2, 7, 1, 2, 8, 9, 1, 2 }, 2, new[] { 7, 1 })]
    [InlineData(new[] { 1, 2, 7, 1, 2, 8, 1, 2 }, 2, new[] { 8, 1 })]
    [InlineData(new[] { 4, 5, 4, 5, 4 }, 4, new[] { 5, 4, 5, 4 })]
    [InlineData(new[] { 1, 2, 3, 4 }, 4, new int[0])]
    [InlineData(new[] { 1, 5, 2, 1 }, 4, new int[0])]
    [InlineData(new[] { 1 }, 4, new int[0])]
    [InlineData(new[] { 1, 2, 3, 1, 2 }, 0, new int[0])]
    public void Propose_KnownSequences_FollowsTheLatestOfTheLongestMatches(int[] tokens, int wanted, int[] expected)
    {
        int[] draft = new int[wanted];
        int count = new PromptLookupProposer(2, 4).Propose(tokens, draft);
        Assert.Equal(expected, draft[..count]);
    }

    [Fact]
    public void Propose_GrowingRandomSequences_SameAsSearchingAllOfThem()
    {
        var random = new Random(3);
        for (int trial = 0; trial < 200; trial++)
        {
            int minimum = random.Next(1, 4), maximum = minimum + random.Next(4), kinds = random.Next(1, 6);
            using var proposer = new PromptLookupProposer(minimum, maximum);
            List<int> tokens = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(kinds))];
            for (int step = 0; step < 20; step++)
            {
                int[] draft = new int[random.Next(1, 6)];
                int count = proposer.Propose([.. tokens], draft);
                Assert.Equal(Search([.. tokens], minimum, maximum, draft.Length), draft[..count]);
                for (int i = random.Next(1, 4); i > 0; i--) tokens.Add(random.Next(kinds));
            }
        }
    }

    [Fact]
    public void Propose_EveryTokenOfALongSequence_LooksAtNewTokensOnly()
    {
        const int Length = 100_000;
        int[] tokens = [.. Enumerable.Range(0, Length).Select(i => (int)((long)i * i % 1009))];
        using var proposer = new PromptLookupProposer(2, 5);
        int[] draft = new int[4];
        int right = 0, start = Length - 2000;
        proposer.Propose(tokens.AsSpan(0, start), draft);
        for (int length = start + 1; length < Length - draft.Length; length++)
        {
            Assert.Equal(draft.Length, proposer.Propose(tokens.AsSpan(0, length), draft));
            if (tokens.AsSpan(length, draft.Length).SequenceEqual(draft)) right++;
        }

        Assert.InRange(right, 1900, 2000);
    }

    private static int[] Search(int[] tokens, int minimum, int maximum, int wanted)
    {
        for (int length = Math.Min(maximum, tokens.Length - 1); length >= minimum; length--)
        {
            for (int end = tokens.Length - 1; end >= length; end--)
            {
                if (!tokens.AsSpan(end - length, length).SequenceEqual(tokens.AsSpan(tokens.Length - length))) continue;
                List<int> all = [.. tokens];
                for (int i = 0; i < wanted; i++) all.Add(all[end + i]);
                return [.. all.Skip(tokens.Length)];
            }
        }

        return [];
    }
}
