using System.Text;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>
/// SentencePiece's byte-pair encoding as ranked merges: any two neighbours whose text together is a piece may merge, the piece with the
/// highest score first. Equal scores have equal rank.
/// </summary>
internal static class ScoredMerges
{
    /// <summary>Longer pieces are not built from parts: their splits would take time without bound, and no published piece is near this.</summary>
    private const int MaximumLength = 256;

    /// <param name="pieces">The pieces that merging may make.</param>
    /// <param name="symbols">Takes the code points that occur in pieces without being tokens.</param>
    /// <param name="expand">The ids that stand for such a code point.</param>
    public static PairTable Build(IReadOnlyCollection<(string Text, int Id, float Score)> pieces, SymbolTable symbols, Func<string, int[]> expand)
    {
        Dictionary<float, int> ranks = [];
        foreach (float score in pieces.Select(piece => piece.Score).Distinct().OrderDescending())
            ranks.Add(score, ranks.Count);
        HashSet<int> mergeable = [.. pieces.Select(piece => piece.Id)];
        foreach ((string text, _, _) in pieces)
        {
            foreach (Rune rune in text.EnumerateRunes())
            {
                if (text.Length > rune.Utf16SequenceLength)
                    mergeable.Add(symbols.FindOrAdd(rune.ToString(), expand));
            }
        }
        PairTable table = new(pieces.Count * 4);
        foreach ((string text, int id, float score) in pieces)
        {
            if (text.Length > MaximumLength)
                continue;
            for (int at = 1; at < text.Length; at++)
            {
                if (!char.IsLowSurrogate(text[at]) && symbols.Find(text.AsSpan(0, at)) is { } left && mergeable.Contains(left)
                    && symbols.Find(text.AsSpan(at)) is { } right && mergeable.Contains(right))
                    table.Set(left, right, ranks[score], id);
            }
        }
        return table;
    }
}
