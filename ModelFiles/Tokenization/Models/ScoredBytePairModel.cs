using System.Text;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>Puts together the byte-pair model of a SentencePiece vocabulary, whose merges follow from the scores of its pieces.</summary>
internal static class ScoredBytePairModel
{
    /// <param name="pieces">The pieces that text may become.</param>
    /// <param name="byteTokens">The 256 byte tokens (negative: there is none), where a code point without a piece falls back to bytes.</param>
    public static BytePairModel Create(IReadOnlyCollection<(string Text, int Id, float Score)> pieces, SymbolTable symbols,
        int[]? byteTokens, int? unknown, string kind)
    {
        PairTable merges = ScoredMerges.Build(pieces, symbols, text => Expand(text, byteTokens, unknown));
        Dictionary<int, int> singles = [];
        foreach ((string text, _, _) in pieces)
        {
            foreach (Rune rune in text.EnumerateRunes())
            {
                if (symbols.Find(rune.ToString()) is { } symbol)
                    singles[rune.Value] = symbol;
            }
        }
        CodePointSymbols source = new(singles.Select(pair => (pair.Key, pair.Value)), text => symbols.Find(text), byteTokens, unknown, fuseUnknown: true);
        return new BytePairModel(symbols, source, merges, ignoreMerges: false, kind);
    }

    private static int[] Expand(string text, int[]? byteTokens, int? unknown)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (byteTokens is not null && Array.TrueForAll(bytes, value => byteTokens[value] >= 0))
            return [.. bytes.Select(value => byteTokens[value])];
        return unknown is { } id ? [id] : [];
    }
}
