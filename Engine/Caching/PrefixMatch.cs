using Inference.Contracts;

namespace Inference.Engine.Caching;

/// <summary>What the cache has of a sequence's beginning.</summary>
/// <param name="FirstNeeded">Leading blocks that are behind the window, and need not be there.</param>
/// <param name="Blocks">The blocks that follow them.</param>
internal sealed record PrefixMatch(int FirstNeeded, IReadOnlyList<int> Blocks)
{
    public static PrefixMatch None { get; } = new(0, []);

    public int Tokens => (FirstNeeded + Blocks.Count) * TokenBlock.Size;

    /// <summary>
    /// Finds the longest prefix whose keys and values are all there as far as the token behind it looks. At least one token is
    /// left to compute, since only a computed token has logits.
    /// </summary>
    public static PrefixMatch Find(BlockPool pool, AttentionWindow window, PrefixChain chain, ReadOnlySpan<int> tokens)
    {
        List<int> found = [];
        int longest = 0, run = 0;
        for (int i = 0; i < (tokens.Length - 1) / TokenBlock.Size; i++)
        {
            bool hit = pool.TryFind(chain.HashOf(i, tokens), out int block);
            if (!hit && window.Width is null) break;
            found.Add(hit ? block : BlockTable.GivenBack);
            run = hit ? run + 1 : 0;
            if (run >= Math.Min(i + 1, window.BlocksBefore)) longest = i + 1;
        }

        int firstNeeded = Math.Max(0, longest - window.BlocksBefore);
        return longest == 0 ? None : new PrefixMatch(firstNeeded, found[firstNeeded..longest]);
    }
}
