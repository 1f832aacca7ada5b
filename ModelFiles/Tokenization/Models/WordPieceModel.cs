namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>
/// WordPiece: the longest token that a word starts with, then the longest continuation, and so on; a word that cannot be covered whole is
/// one unknown token.
/// </summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly Trie _starts = new();
    private readonly Trie _continuations = new();
    private readonly int? _unknown;
    private readonly int _maximumCharacters;

    /// <param name="start">What a token that starts a word carries in front.</param>
    /// <param name="continuation">What a token that continues a word carries in front.</param>
    /// <param name="maximumCharacters">A word of more code points is unknown.</param>
    public WordPieceModel(Vocabulary vocabulary, string start, string continuation, int? unknown, int maximumCharacters)
    {
        _unknown = unknown;
        _maximumCharacters = maximumCharacters;
        foreach ((string token, int id) in vocabulary.Entries)
        {
            if (token.StartsWith(start, StringComparison.Ordinal))
                _starts.Add(token.AsSpan(start.Length), id);
            if (token.StartsWith(continuation, StringComparison.Ordinal))
                _continuations.Add(token.AsSpan(continuation.Length), id);
        }
    }

    public string Kind => "WordPiece";

    public void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        int start = output.Count;
        if (piece.IsEmpty || TryCover(piece, output))
            return;
        output.RemoveRange(start, output.Count - start);
        if (_unknown is { } unknown)
            output.Add(unknown);
    }

    private bool TryCover(ReadOnlySpan<char> word, List<int> output)
    {
        if (word.Length > _maximumCharacters && CodePoints(word) > _maximumCharacters)
            return false;
        Trie trie = _starts;
        while (!word.IsEmpty)
        {
            int length = trie.LongestPrefix(word, out int id);
            if (length == 0)
                return false;
            output.Add(id);
            word = word[length..];
            trie = _continuations;
        }
        return true;
    }

    private static int CodePoints(ReadOnlySpan<char> word)
    {
        int count = 0;
        foreach (char unit in word)
        {
            if (!char.IsLowSurrogate(unit))
                count++;
        }
        return count;
    }
}
