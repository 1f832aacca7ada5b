using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Lexing;

/// <summary>
/// Splits a template into text and tags, with the whitespace rules of chat templates: the newline after a block is dropped
/// (trim_blocks), blanks before a block that starts a line are dropped (lstrip_blocks), '-' strips and '+' keeps.
/// </summary>
internal sealed class TemplateLexer
{
    private readonly SourceCursor _cursor;
    private readonly List<Token> _tokens = [];
    private readonly TagScanner _tags;

    private TemplateLexer(string source)
    {
        _cursor = new SourceCursor(source);
        _tags = new TagScanner(_cursor, _tokens);
    }

    public static List<Token> Tokenize(string source)
    {
        string normalized = source.Replace("\r\n", "\n").Replace('\r', '\n');
        if (normalized.EndsWith('\n')) normalized = normalized[..^1];
        return new TemplateLexer(normalized).Run();
    }

    private List<Token> Run()
    {
        while (!_cursor.AtEnd)
        {
            int tag = FindTag();
            if (tag < 0)
            {
                AddData(_cursor.Text[_cursor.Position..]);
                _cursor.AdvanceTo(_cursor.Text.Length);
                break;
            }

            int rawContent = AfterRawBegin(tag);
            AddTextBefore(tag, isVariable: rawContent < 0 && _cursor.Text[tag + 1] == '{');
            if (rawContent >= 0) ScanRaw(rawContent);
            else if (_cursor.Peek(1) == '#') SkipComment();
            else ScanTag(_cursor.Peek(1) == '{');
        }

        _tokens.Add(new Token(TokenKind.End, "", null, _cursor.Line, _cursor.Column));
        return _tokens;
    }

    private int FindTag()
    {
        ReadOnlySpan<char> text = _cursor.Text;
        for (int at = _cursor.Position; at < text.Length - 1; at++)
        {
            int brace = text[at..].IndexOf('{');
            if (brace < 0 || at + brace >= text.Length - 1) return -1;
            at += brace;
            if (text[at + 1] is '{' or '%' or '#') return at;
        }

        return -1;
    }

    private void AddTextBefore(int tag, bool isVariable)
    {
        ReadOnlySpan<char> text = _cursor.Text.AsSpan(_cursor.Position, tag - _cursor.Position);
        char sign = tag + 2 < _cursor.Text.Length ? _cursor.Text[tag + 2] : '\0';
        if (sign == '-')
        {
            text = Characters.TrimEnd(text);
        }
        else if (sign != '+' && !isVariable)
        {
            int lineStart = text.LastIndexOf('\n') + 1;
            bool startsLine = lineStart > 0 || _cursor.AtLineStart;
            if (startsLine && Characters.TrimEnd(text[lineStart..]).IsEmpty) text = text[..lineStart];
        }

        AddData(text.ToString());
        _cursor.AdvanceTo(tag);
    }

    private void AddData(string text)
    {
        if (text.Length > 0) _tokens.Add(new Token(TokenKind.Data, text, null, _cursor.Line, _cursor.Column));
    }

    private void ScanTag(bool isVariable)
    {
        var begin = new Token(isVariable ? TokenKind.VariableBegin : TokenKind.BlockBegin, "", null, _cursor.Line, _cursor.Column);
        _tokens.Add(begin);
        _cursor.Advance(_cursor.Peek(2) is '-' or '+' ? 3 : 2);
        _tags.ScanUntilEnd(isVariable);
    }

    private void SkipComment()
    {
        int content = _cursor.Position + (_cursor.Peek(2) is '-' or '+' ? 3 : 2);
        int end = _cursor.Text.IndexOf("#}", content, StringComparison.Ordinal);
        if (end < 0) throw _cursor.Error("Missing end of comment tag");
        char sign = end > content ? _cursor.Text[end - 1] : '\0';
        _cursor.AdvanceTo(end + 2);
        AfterBlock(sign);
    }

    /// <summary>Position after <c>{% raw %}</c>, or -1 when another tag is at <paramref name="tag"/>.</summary>
    private int AfterRawBegin(int tag)
    {
        int at = AfterKeyword(tag, "raw");
        if (at < 0) return -1;
        if (IsAt(at, "-%}")) return _cursor.AfterWhitespace(at + 3);
        return IsAt(at, "%}") ? at + 2 : -1;
    }

    /// <summary>Position after <c>{%</c>, a sign, blanks, the keyword and blanks; -1 when something else is there.</summary>
    private int AfterKeyword(int tag, string keyword)
    {
        if (!IsAt(tag, "{%")) return -1;
        int at = tag + 2;
        if (IsAt(at, "-") || IsAt(at, "+")) at++;
        at = _cursor.AfterWhitespace(at);
        return IsAt(at, keyword) ? _cursor.AfterWhitespace(at + keyword.Length) : -1;
    }

    private void ScanRaw(int content)
    {
        _cursor.AdvanceTo(content);
        for (int tag = content; (tag = _cursor.Text.IndexOf("{%", tag, StringComparison.Ordinal)) >= 0; tag += 2)
        {
            int at = AfterKeyword(tag, "endraw");
            if (at < 0) continue;
            char sign = IsAt(at, "-%}") ? '-' : IsAt(at, "+%}") ? '+' : '\0';
            if (sign != '\0') at++;
            if (!IsAt(at, "%}")) continue;
            AddTextBefore(tag, isVariable: false);
            _cursor.AdvanceTo(at + 2);
            AfterBlock(sign);
            return;
        }

        throw _cursor.Error("Missing end of raw directive");
    }

    private void AfterBlock(char sign)
    {
        if (sign == '-') _cursor.SkipWhitespace();
        else if (sign != '+' && _cursor.Peek() == '\n') _cursor.Advance(1);
    }

    private bool IsAt(int position, string expected) =>
        string.CompareOrdinal(_cursor.Text, position, expected, 0, expected.Length) == 0;
}
