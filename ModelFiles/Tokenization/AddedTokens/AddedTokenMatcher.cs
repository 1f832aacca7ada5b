using System.Buffers;
using System.Text;
using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.AddedTokens;

/// <summary>A stretch of text, or the token that stands there.</summary>
internal readonly record struct Fragment(int Start, int Length, int? Token);

/// <summary>Finds added tokens in a text: from left to right, at each place the longest.</summary>
internal sealed class AddedTokenMatcher
{
    /// <summary>Longer ones are refused when loading: the search is linear in the text times this.</summary>
    public const int MaximumLength = 1024;

    private readonly Trie _trie = new();
    private readonly AddedToken[] _tokens;
    private readonly SearchValues<char> _firsts;

    /// <param name="tokens">Tokens, and what to look for: their content, or their content normalized.</param>
    public AddedTokenMatcher(IEnumerable<(AddedToken Token, string Text)> tokens)
    {
        (AddedToken Token, string Text)[] entries = [.. tokens.Where(entry => entry.Text.Length > 0)];
        _tokens = [.. entries.Select(entry => entry.Token)];
        _firsts = SearchValues.Create([.. entries.Select(entry => entry.Text[0]).Distinct()]);
        for (int i = 0; i < entries.Length; i++)
            _trie.Add(entries[i].Text, i);
    }

    public bool IsEmpty => _tokens.Length == 0;

    /// <summary>Adds the whole text in fragments. Special tokens count as plain text unless <paramref name="special"/>.</summary>
    public void Split(ReadOnlySpan<char> text, bool special, List<Fragment> output)
    {
        int textStart = 0;
        for (int at = 0; at < text.Length;)
        {
            int next = text[at..].IndexOfAny(_firsts);
            if (next < 0)
                break;
            at += next;
            int length = _trie.LongestPrefix(text[at..], out int index);
            if (length == 0)
            {
                at++;
                continue;
            }
            AddedToken token = _tokens[index];
            int start = at, end = at + length;
            at = end;
            if ((token.Special && !special) || (token.SingleWord && !StandsAlone(text, start, end)))
                continue;
            if (token.LeftStrip)
                start = Math.Max(textStart, text[..start].TrimEnd().Length);
            if (token.RightStrip)
                end = text.Length - text[end..].TrimStart().Length;
            if (start > textStart)
                output.Add(new Fragment(textStart, start - textStart, Token: null));
            output.Add(new Fragment(start, end - start, token.Id));
            textStart = end;
        }
        if (textStart < text.Length)
            output.Add(new Fragment(textStart, text.Length - textStart, Token: null));
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end)
    {
        bool wordBefore = Rune.DecodeLastFromUtf16(text[..start], out Rune before, out _) == OperationStatus.Done && IsWord(before);
        bool wordAfter = Rune.DecodeFromUtf16(text[end..], out Rune after, out _) == OperationStatus.Done && IsWord(after);
        return !wordBefore && !wordAfter;
    }

    private static bool IsWord(Rune rune) => NamedSets.StandardWord.Contains(rune.Value);
}
