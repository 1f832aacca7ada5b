using System.Text;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Lexing;

/// <summary>Splits what is between <c>{{</c> and <c>}}</c>, or <c>{%</c> and <c>%}</c>, into tokens.</summary>
internal sealed class TagScanner(SourceCursor cursor, List<Token> tokens)
{
    private static readonly string[] _operators =
    [
        "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";",
    ];

    // One instance per name, so that scopes find variables by reference.
    private readonly Dictionary<string, string> _names = WellKnownNames.All.ToDictionary(name => name);
    private readonly Stack<char> _open = new();

    public void ScanUntilEnd(bool isVariable)
    {
        _open.Clear();
        while (!cursor.AtEnd)
        {
            if (_open.Count == 0 && TryEnd(isVariable)) return;
            char current = cursor.Peek();
            if (Characters.IsSpace(current)) cursor.SkipWhitespace();
            else if (char.IsAsciiDigit(current)) ScanNumber();
            else if (current == '_' || char.IsLetter(current)) ScanName();
            else if (current is '\'' or '"') ScanString(current);
            else ScanOperator();
        }
    }

    private bool TryEnd(bool isVariable)
    {
        string end = isVariable ? "}}" : "%}";
        char sign = cursor.Peek();
        bool signed = sign == '-' || (sign == '+' && !isVariable);
        if (!(signed ? cursor.StartsWith(sign + end) : cursor.StartsWith(end))) return false;
        Add(isVariable ? TokenKind.VariableEnd : TokenKind.BlockEnd, "");
        cursor.Advance(signed ? 3 : 2);
        if (signed && sign == '-') cursor.SkipWhitespace();
        else if (!signed && !isVariable && cursor.Peek() == '\n') cursor.Advance(1);
        return true;
    }

    private void ScanNumber()
    {
        bool afterDot = cursor.Position > 0 && cursor.Text[cursor.Position - 1] == '.';
        int end = NumberLiteral.Scan(cursor.Text, cursor.Position, afterDot, out object? value);
        if (value is null) throw cursor.Error("The number is too large");
        tokens.Add(new Token(value is double ? TokenKind.Float : TokenKind.Integer, "", value, cursor.Line, cursor.Column));
        cursor.AdvanceTo(end);
    }

    private void ScanName()
    {
        int end = cursor.Position + 1;
        while (end < cursor.Text.Length && IsNamePart(cursor.Text[end])) end++;
        string name = cursor.Text[cursor.Position..end];
        if (_names.TryGetValue(name, out string? known)) name = known;
        else _names.Add(name, name);
        Add(TokenKind.Name, name);
        cursor.AdvanceTo(end);
    }

    private static bool IsNamePart(char c) => c == '_' || char.IsLetterOrDigit(c) || (c > 127 && Rune.IsValid(c) && IsMark(c));

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private void ScanString(char quote)
    {
        int end = cursor.Position + 1;
        while (end < cursor.Text.Length && cursor.Text[end] != quote) end += cursor.Text[end] == '\\' ? 2 : 1;
        if (end >= cursor.Text.Length) throw cursor.Error($"unexpected char {quote}: a string without an end");
        string? content = StringLiteral.Unescape(cursor.Text.AsSpan(cursor.Position + 1, end - cursor.Position - 1));
        if (content is null) throw cursor.Error("a string holds a bad escape sequence");
        Add(TokenKind.String, content);
        cursor.AdvanceTo(end + 1);
    }

    private void ScanOperator()
    {
        string? found = Array.Find(_operators, cursor.StartsWith);
        if (found is null) throw cursor.Error($"unexpected char '{cursor.Peek()}'");
        switch (found)
        {
            case "(": _open.Push(')'); break;
            case "[": _open.Push(']'); break;
            case "{": _open.Push('}'); break;
            case ")" or "]" or "}":
                if (!_open.TryPop(out char expected)) throw cursor.Error($"unexpected '{found}'");
                if (expected != found[0]) throw cursor.Error($"unexpected '{found}', expected '{expected}'");
                break;
        }

        Add(TokenKind.Operator, found);
        cursor.Advance(found.Length);
    }

    private void Add(TokenKind kind, string text) => tokens.Add(new Token(kind, text, null, cursor.Line, cursor.Column));
}
