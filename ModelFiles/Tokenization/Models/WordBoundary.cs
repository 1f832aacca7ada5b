using System.Buffers;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>
/// Where a text without a pre-tokenizer may be cut into words without changing what merging makes of it: before '▁' when no token of the
/// vocabulary continues over that place. Merges on the two sides of such a cut cannot meet.
/// </summary>
internal sealed class WordBoundary
{
    public const char Space = '\u2581';
    private readonly SearchValues<char> _joinedToSpace;

    private WordBoundary(SearchValues<char> joinedToSpace) => _joinedToSpace = joinedToSpace;

    /// <summary>Null where the vocabulary does not write spaces as '▁'.</summary>
    public static WordBoundary? Find(Vocabulary vocabulary)
    {
        if (!vocabulary.TryId([Space], out _))
            return null;
        HashSet<char> joined = [Space];
        foreach ((string token, _) in vocabulary.Entries)
        {
            for (int at = token.IndexOf(Space, Math.Min(1, token.Length)); at > 0; at = token.IndexOf(Space, at + 1))
                joined.Add(token[at - 1]);
        }
        return new WordBoundary(SearchValues.Create([.. joined]));
    }

    /// <summary>How many characters, at least one, the first word takes.</summary>
    public int FirstWord(ReadOnlySpan<char> text)
    {
        for (int at = 1; at < text.Length; at++)
        {
            int next = text[at..].IndexOf(Space);
            if (next < 0)
                return text.Length;
            at += next;
            if (!_joinedToSpace.Contains(text[at - 1]))
                return at;
        }
        return text.Length;
    }
}
