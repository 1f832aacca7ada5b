namespace Inference.Engine.Constraints.Masks;

/// <summary>What may follow at one place in a rule, whoever called the rule.</summary>
/// <param name="Tokens">Those that are allowed whatever comes behind the rule.</param>
/// <param name="Ends">Nodes of the trie, with others below them, where the rule may end: what is below depends on the caller.</param>
/// <param name="IsWide">There are so many of these that the mask had better be computed for each caller anew.</param>
internal sealed record LocalMask(TokenMask Tokens, int[] Ends, bool IsWide)
{
    public int Bytes => Tokens.Bytes + (Ends.Length * sizeof(int));
}
