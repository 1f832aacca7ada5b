namespace Inference.Engine.Constraints.Masks;

/// <summary>What may follow at one place in a rule, as far as the rule, and known callers of it, go.</summary>
/// <param name="Tokens">Those that are allowed whatever comes behind the last of these callers.</param>
/// <param name="Ends">Nodes of the trie, with others below them, where that caller's rule may end: what is below depends on its callers.</param>
internal sealed record LocalMask(TokenMask Tokens, int[] Ends)
{
    /// <summary>By the place to which the rule returns, what may follow in addition.</summary>
    public Dictionary<int, LocalMask> Behind { get; } = [];

    public int Bytes => Tokens.Bytes + (Ends.Length * sizeof(int));
}
