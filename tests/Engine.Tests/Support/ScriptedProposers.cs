using Inference.Engine.Speculation;

namespace Inference.Engine.Tests.Support;

/// <summary>Proposers that guess what a function says.</summary>
internal sealed class ScriptedProposers(int draftTokens, Func<int[], Random, int[]> guess) : ITokenProposerFactory
{
    private readonly Random _random = new(11);

    public int DraftTokens => draftTokens;

    /// <summary>Those that are not disposed of.</summary>
    public int Alive { get; private set; }

    public ITokenProposer Create()
    {
        Alive++;
        return new Proposer(this);
    }

    public void Dispose()
    {
    }

    private sealed class Proposer(ScriptedProposers owner) : ITokenProposer
    {
        public int Propose(ReadOnlySpan<int> tokens, Span<int> draft)
        {
            int[] guesses = owner.Guess(tokens.ToArray());
            int count = Math.Min(guesses.Length, draft.Length);
            guesses.AsSpan(0, count).CopyTo(draft);
            return count;
        }

        public void Dispose() => owner.Alive--;
    }

    private int[] Guess(int[] tokens) => guess(tokens, _random);
}
