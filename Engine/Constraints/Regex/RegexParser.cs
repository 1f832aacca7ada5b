using System.Text;
using Inference.Contracts;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Regex;

/// <summary>
/// Reads regular expressions in what ECMAScript, Python and .NET have in common: classes, groups, alternatives, counts. What needs
/// memory of the text before (references back, looking around, word boundaries) is refused.
/// </summary>
internal sealed class RegexParser
{
    private readonly string _pattern;
    private readonly Func<CodePointSet, Expr> _encode;
    private readonly CharacterReader _reader;
    private int _depth;

    private RegexParser(string pattern, Func<CodePointSet, Expr> encode)
    {
        if (pattern.Length > ConstraintLimits.TextLength) throw ConstraintError.TooLarge("the pattern is longer than 1,048,576 characters");
        (_pattern, _encode) = (pattern, encode);
        _reader = new CharacterReader(pattern, Wrong);
    }

    private int At
    {
        get => _reader.At;
        set => _reader.At = value;
    }

    private bool AtEnd => At >= _pattern.Length;

    /// <summary>The texts that match as a whole; anchors around them change nothing.</summary>
    public static Expr Whole(string pattern) => Parse(pattern, Expr.Of, around: Expr.Nothing);

    /// <summary>The texts of which some part matches.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="encode">How a character of a set is written.</param>
    public static Expr Search(string pattern, Func<CodePointSet, Expr> encode) => Parse(pattern, encode, Expr.Star(encode(CodePointSet.All)));

    private static Expr Parse(string pattern, Func<CodePointSet, Expr> encode, Expr around)
    {
        RegexParser parser = new(pattern, encode);
        Expr result = parser.Alternatives(around);
        return parser.AtEnd ? result : throw parser.Wrong("a ')' that closes nothing");
    }

    /// <param name="around">What may stand where a whole alternative is not anchored; null inside of groups, where no anchor may be.</param>
    private Expr Alternatives(Expr? around)
    {
        if (++_depth > ConstraintLimits.Depth) throw ConstraintError.TooLarge($"the pattern's groups are nested more than {ConstraintLimits.Depth} deep");
        List<Expr> options = [Alternative(around)];
        while (!AtEnd && _pattern[At] == '|')
        {
            At++;
            options.Add(Alternative(around));
        }

        _depth--;
        return Expr.Any(options);
    }

    private Expr Alternative(Expr? around)
    {
        List<Expr> parts = [];
        if (around is not null && !TryAnchor("^", "\\A")) parts.Add(around);
        bool closed = false;
        while (!AtEnd && _pattern[At] is not ('|' or ')'))
        {
            if (closed) throw Unsupported("text behind '$'");
            if (around is not null && TryAnchor("$", "\\z", "\\Z")) closed = true;
            else parts.Add(Counted(Atom()));
        }

        if (around is not null && !closed) parts.Add(around);
        return Expr.Seq(parts);
    }

    private bool TryAnchor(params ReadOnlySpan<string> anchors)
    {
        foreach (string anchor in anchors)
        {
            if (string.CompareOrdinal(_pattern, At, anchor, 0, anchor.Length) != 0) continue;
            At += anchor.Length;
            return true;
        }

        return false;
    }

    private Expr Counted(Expr atom)
    {
        int counts = 0;
        while (!AtEnd && TryCount(out int min, out int? max))
        {
            if (counts++ > 0) throw Wrong("a count of a count");
            atom = Expr.Times(atom, min, max);
            if (AtEnd) break;
            if (_pattern[At] == '?') At++;
            else if (_pattern[At] == '+') throw Unsupported("a possessive count");
        }

        return atom;
    }

    private bool TryCount(out int min, out int? max)
    {
        (min, max) = (0, null);
        switch (_pattern[At])
        {
            case '*': break;
            case '+': min = 1; break;
            case '?': max = 1; break;
            case '{': return _reader.TryBraces(out min, out max);
            default: return false;
        }

        At++;
        return true;
    }

    private Expr Atom()
    {
        char c = _pattern[At];
        switch (c)
        {
            case '(':
                At++;
                OpenGroup();
                Expr group = Alternatives(around: null);
                if (AtEnd) throw Wrong("a '(' that is not closed");
                At++;
                return group;
            case '[': return _encode(new ClassParser(_reader, Wrong).Read());
            case '.':
                At++;
                return _encode(CharacterClasses.NotNewLine);
            case '^' or '$': throw Unsupported($"'{c}' inside of the pattern");
            case '*' or '+' or '?': throw Wrong($"a '{c}' that follows nothing");
            case '\\': return _encode(Escape());
            default: return _encode(CodePointSet.Of(_reader.Next()));
        }
    }

    private CodePointSet Escape()
    {
        char letter = At + 1 < _pattern.Length ? _pattern[At + 1] : throw Wrong("a '\\' at the end");
        if (letter is >= '1' and <= '9' or 'k') throw Unsupported("a reference back");
        if (letter is 'b' or 'B' or 'A' or 'z' or 'Z' or 'G') throw Unsupported($"\\{letter} inside of the pattern");
        return _reader.Escape(insideClass: false);
    }

    private void OpenGroup()
    {
        if (AtEnd || _pattern[At] != '?') return;
        int named = string.CompareOrdinal(_pattern, At, "?P<", 0, 3) == 0 ? 3 : string.CompareOrdinal(_pattern, At, "?<", 0, 2) == 0 ? 2 : 0;
        if (string.CompareOrdinal(_pattern, At, "?:", 0, 2) == 0)
        {
            At += 2;
        }
        else if (named > 0 && At + named < _pattern.Length && _pattern[At + named] is not ('=' or '!'))
        {
            int close = _pattern.IndexOf('>', At);
            if (close < 0 || !_pattern.AsSpan(At + named, close - At - named).ToString().All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) throw Wrong("a group whose name does not end");
            At = close + 1;
        }
        else
        {
            throw Unsupported(_pattern.AsSpan(At + 1).StartsWith("=") || _pattern.AsSpan(At + 1).StartsWith("!") || _pattern.AsSpan(At + 1).StartsWith("<")
                ? "looking ahead or behind"
                : "a group that is neither plain, nor named, nor (?:…)");
        }
    }

    private InferenceException Wrong(string what) => ConstraintError.Of($"The regular expression '{Shown()}' has {what}, at character {At}.");

    private InferenceException Unsupported(string what) => ConstraintError.Of($"The regular expression '{Shown()}' has {what}, at character {At}, which is not supported.");

    private string Shown() => _pattern.Length <= 100 ? _pattern : new StringBuilder(_pattern, 0, 100, 101).Append('…').ToString();
}
