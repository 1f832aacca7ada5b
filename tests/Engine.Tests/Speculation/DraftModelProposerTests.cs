using Inference.Engine.Sampling;
using Inference.Engine.Speculation;

namespace Inference.Engine.Tests.Speculation;

public sealed class DraftModelProposerTests
{
    private const int Vocabulary = 23, Memory = 40;

    [Fact]
    public void Propose_WhateverCameTrue_GuessesWhatTheModelAloneWouldSay()
    {
        var random = new Random(8);
        var runner = new ModelOfTokens(Vocabulary, blockCount: 64, maxPositions: 1000, Memory);
        using var factory = new DraftModelProposerFactory(Options(5), runner, Vocabulary);
        List<(ITokenProposer Proposer, List<int> Tokens)> sequences =
            [.. Enumerable.Range(0, 4).Select(_ => (factory.Create(), Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(Vocabulary)).ToList()))];
        for (int step = 0; step < 200; step++)
        {
            (ITokenProposer proposer, List<int> tokens) = sequences[random.Next(sequences.Count)];
            int[] draft = new int[random.Next(1, 6)];
            Assert.Equal(draft.Length, proposer.Propose([.. tokens], draft));
            Assert.Equal(Greedy(tokens, draft.Length), draft);
            tokens.AddRange(draft.Take(random.Next(draft.Length + 1)));
            if (random.Next(4) > 0) tokens.Add(random.Next(Vocabulary));
        }

        foreach ((ITokenProposer proposer, _) in sequences) proposer.Dispose();
        Assert.Equal(runner.BlockCount, factory.FreeBlocks);
    }

    [Fact]
    public void Propose_AllGuessesCameTrue_ReadsOnlyNewTokens()
    {
        var runner = new ModelOfTokens(Vocabulary, 64, 1000, Memory);
        using var factory = new DraftModelProposerFactory(Options(4), runner, Vocabulary);
        using ITokenProposer proposer = factory.Create();
        List<int> tokens = [1, 2, 3, 4, 5, 6, 7, 8];
        int[] draft = new int[4];
        proposer.Propose([.. tokens], draft);
        tokens.AddRange(draft);
        tokens.Add(9);
        int before = runner.RowsComputed;

        proposer.Propose([.. tokens], draft);

        // The last guess was never fed, and one token is new: two rows, and three for the further guesses.
        Assert.Equal(5, runner.RowsComputed - before);
    }

    [Fact]
    public void Propose_LongPrompt_ReadsItOverSeveralCalls()
    {
        var runner = new ModelOfTokens(Vocabulary, 200, 3000, Memory);
        using var factory = new DraftModelProposerFactory(Options(2), runner, Vocabulary);
        using ITokenProposer proposer = factory.Create();
        int[] tokens = [.. Enumerable.Range(0, 1300).Select(i => i % Vocabulary)], draft = new int[2];

        int[] counts = [.. Enumerable.Range(0, 3).Select(_ => proposer.Propose(tokens, draft))];

        Assert.Equal([0, 0, 2], counts);
        Assert.Equal(Greedy(tokens, 2), draft);
        Assert.Equal(512, runner.MostRowsAtOnce);
    }

    [Theory]
    [InlineData(2, 1000, 33)]
    [InlineData(64, 33, 33)]
    public void Propose_CacheOrContextEnds_GuessesFewerAndThenNone(int blocks, int positions, int full)
    {
        using var factory = new DraftModelProposerFactory(Options(4), new ModelOfTokens(Vocabulary, blocks, positions, Memory), Vocabulary);
        using ITokenProposer proposer = factory.Create();
        int room = Math.Min(blocks * 16, positions);
        int[] tokens = [.. Enumerable.Range(0, full + 1).Select(i => i % Vocabulary)], draft = new int[4];

        // Reading r tokens leaves room − r of the guesses to be fed, and the last guess need not be.
        Assert.Equal(3, proposer.Propose(tokens.AsSpan(0, room - 2), draft));
        Assert.Equal(Greedy(tokens[..(room - 2)], 3), draft[..3]);
        Assert.Equal(1, proposer.Propose(tokens.AsSpan(0, room), draft));
        Assert.Equal(0, proposer.Propose(tokens.AsSpan(0, room + 1), draft));
    }

    [Fact]
    public void Factory_OtherVocabulary_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new DraftModelProposerFactory(Options(1), new ModelOfTokens(Vocabulary, 4, 64, Memory), Vocabulary + 1));

    [Fact]
    public void Factory_Disposed_DisposesTheModel()
    {
        var runner = new ModelOfTokens(Vocabulary, 4, 64, Memory);
        new DraftModelProposerFactory(Options(1), runner, Vocabulary).Dispose();
        Assert.True(runner.Disposed);
    }

    private static SpeculationOptions Options(int draftTokens) => new() { Method = SpeculationMethod.DraftModel, DraftTokens = draftTokens, DraftModel = "small" };

    private static int[] Greedy(IEnumerable<int> context, int count)
    {
        List<int> tokens = [.. context];
        int start = tokens.Count;
        for (int i = 0; i < count; i++)
        {
            float[] logits = ModelOfTokens.LogitsAfter([.. tokens], Vocabulary, Memory);
            tokens.Add(LogitRow.IndexOf(logits, logits.Max()));
        }

        return [.. tokens.Skip(start)];
    }
}
