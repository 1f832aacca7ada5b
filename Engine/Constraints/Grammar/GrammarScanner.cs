using Inference.Engine.Constraints.Regex;

namespace Inference.Engine.Constraints.Grammar;

/// <summary>Finds its way through the text of a grammar: names, blanks, comments, and where one rule ends and another begins.</summary>
internal sealed class GrammarScanner
{
    private readonly string _text;

    public GrammarScanner(string text)
    {
        _text = text;
        Reader = new CharacterReader(text, Wrong);
    }

    /// <summary>Reads characters and escapes at the same place.</summary>
    public CharacterReader Reader { get; }

    public int At
    {
        get => Reader.At;
        set => Reader.At = value;
    }

    public int Line => 1 + _text.AsSpan(0, Math.Min(At, _text.Length)).Count('\n');

    public char? Peek => Reader.Peek;

    public bool StartsWith(string text) => string.CompareOrdinal(_text, At, text, 0, text.Length) == 0;

    public bool TryTake(string text)
    {
        if (!StartsWith(text)) return false;
        At += text.Length;
        return true;
    }

    /// <summary>Passes over everything that says nothing, line ends included.</summary>
    /// <returns>Whether there is something behind that.</returns>
    public bool SkipToRule()
    {
        Skip(lines: true);
        if (Peek == '%') throw Wrong("directives such as %import and %ignore are not supported");
        return Peek is not null;
    }

    public void Skip(bool lines)
    {
        while (Peek is { } c)
        {
            if (c is ' ' or '\t' or '\r' || (c == '\n' && lines)) At++;
            else if (c == '#' || StartsWith("//")) SkipLine();
            else return;
        }
    }

    /// <summary>A name and the sign behind it that defines the rule.</summary>
    public string RuleName(out bool isLark)
    {
        if (Peek is '?' or '!') At++;
        string name = Name() ?? throw Wrong("a rule must begin with its name");
        Skip(lines: false);
        if (Peek == '.')
        {
            At++;
            while (Peek is { } digit && char.IsAsciiDigit(digit)) At++;
            Skip(lines: false);
        }

        isLark = !StartsWith("::=");
        if (!TryTake("::=") && !TryTake(":") && !TryTake("=")) throw Wrong($"'::=' or ':' must follow the name '{name}'");
        return name;
    }

    /// <summary>Null where no name stands here.</summary>
    public string? Name()
    {
        bool angles = Peek == '<';
        int start = At + (angles ? 1 : 0), end = start;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '_' or '-')) end++;
        if (end == start) return null;
        if (angles && (end == _text.Length || _text[end] != '>')) throw Wrong("a name in angle brackets that are not closed");
        At = end + (angles ? 1 : 0);
        return _text[start..end];
    }

    /// <summary>Whether what follows is the name of a new rule with the sign that defines it.</summary>
    public bool IsAtRule()
    {
        int start = At;
        try
        {
            if (Peek is '?' or '!') At++;
            if (Name() is null) return false;
            Skip(lines: false);
            return StartsWith("::=") || (Peek == ':' && !StartsWith("::")) || (Peek == '=' && !StartsWith("=="));
        }
        finally
        {
            At = start;
        }
    }

    public void EndRule()
    {
        Skip(lines: false);
        if (Peek is ';') At++;
        Skip(lines: false);
        if (Peek is not (null or '\n')) throw Wrong($"'{Peek}' is not expected here");
    }

    /// <summary>The text up to a closing sign that no backslash stands before; the scanner goes behind it.</summary>
    public string Until(char close)
    {
        int start = At;
        for (bool bracket = false; ; At++)
        {
            if (Peek is null or '\n') throw Wrong($"a '{close}' is missing");
            if (Peek == close && !bracket) break;
            if (Peek == '[') bracket = true;
            if (Peek == ']') bracket = false;
            if (Peek == '\\') At++;
        }

        return _text[start..At++];
    }

    public Exception Wrong(string what) => ConstraintError.Of($"The grammar is wrong in line {Line}: {what}.");

    private void SkipLine()
    {
        while (Peek is not (null or '\n')) At++;
    }
}
