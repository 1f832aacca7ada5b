using System.Text;

namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>Parses what stands for one code point in a pattern: a bracket class, with nesting and <c>&amp;&amp;</c>, or an escape.</summary>
internal readonly struct CharacterClassParser(int[] pattern, bool ignoreCase)
{
    private const int MaximumDepth = 20;

    /// <summary>Reads on behind the <c>[</c>.</summary>
    public CodePointSet ParseClass(ref int at, int depth = 0)
    {
        if (depth > MaximumDepth)
            throw Error(at, "classes nested too deeply");
        bool negative = TryTake(ref at, '^');
        CodePointSet? intersection = null;
        CodePointSet set = CodePointSet.None;
        for (bool first = true; ; first = false)
        {
            if (at >= pattern.Length)
                throw Error(at, "missing ']'");
            if (pattern[at] == ']' && !first)
            {
                at++;
                break;
            }
            if (pattern[at] == '&' && at + 1 < pattern.Length && pattern[at + 1] == '&')
            {
                at += 2;
                intersection = intersection?.Intersect(set) ?? set;
                set = CodePointSet.None;
                continue;
            }
            set = set.Union(ParseItem(ref at, depth));
        }
        set = intersection?.Intersect(set) ?? set;
        if (ignoreCase)
            set = CaseFolding.Close(set);
        return negative ? set.Complement() : set;
    }

    /// <summary>Reads on behind the backslash.</summary>
    public CodePointSet ParseEscape(ref int at)
    {
        if (at >= pattern.Length)
            throw Error(at, "ends in a backslash");
        switch (pattern[at])
        {
            case 'p' or 'P' when at + 1 < pattern.Length && pattern[at + 1] == '{':
                return ParseProperty(ref at);
            case 's': at++; return NamedSets.Space;
            case 'S': at++; return NamedSets.Space.Complement();
            case 'd': at++; return NamedSets.Digit;
            case 'D': at++; return NamedSets.Digit.Complement();
            case 'w': at++; return NamedSets.Word;
            case 'W': at++; return NamedSets.Word.Complement();
            case 'h': at++; return NamedSets.HexDigit;
            case 'H': at++; return NamedSets.HexDigit.Complement();
            default:
                CodePointSet literal = CodePointSet.Of(ParseEscapedCharacter(ref at));
                return ignoreCase ? CaseFolding.Close(literal) : literal;
        }
    }

    private CodePointSet ParseItem(ref int at, int depth)
    {
        if (pattern[at] == '[')
        {
            at++;
            return at < pattern.Length && pattern[at] == ':' ? ParsePosix(ref at) : ParseClass(ref at, depth + 1);
        }
        if (pattern[at] == '\\' && at + 1 < pattern.Length && pattern[at + 1] is 'p' or 'P' or 's' or 'S' or 'd' or 'D' or 'w' or 'W' or 'h' or 'H')
        {
            at++;
            return ParseEscape(ref at);
        }
        int first = ParseCharacter(ref at);
        if (at + 1 >= pattern.Length || pattern[at] != '-' || pattern[at + 1] is ']' or '[')
            return CodePointSet.Of(first);
        at++;
        int last = ParseCharacter(ref at);
        return first <= last ? CodePointSet.Between(first, last) : throw Error(at, "a range that runs backwards");
    }

    private int ParseCharacter(ref int at)
    {
        int character = pattern[at++];
        return character == '\\' ? ParseEscapedCharacter(ref at) : character;
    }

    private int ParseEscapedCharacter(ref int at)
    {
        if (at >= pattern.Length)
            throw Error(at, "ends in a backslash");
        int character = pattern[at++];
        switch (character)
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'f': return '\f';
            case 'v': return '\v';
            case 'a': return '\a';
            case 'e': return 0x1B;
            case 'b': return '\b';
            case '0': return 0;
            case 'x' when TryTake(ref at, '{'):
                int braced = Hexadecimal(ref at, 6);
                return TryTake(ref at, '}') ? braced : throw Error(at, "missing '}'");
            case 'x': return Hexadecimal(ref at, 2);
            case 'u': return Hexadecimal(ref at, 4);
            case >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '1' and <= '9':
                throw Error(at, $"the escape '\\{(char)character}' is not supported");
            default: return character;
        }
    }

    private int Hexadecimal(ref int at, int digits)
    {
        int value = 0, read = 0;
        for (; read < digits && at < pattern.Length && pattern[at] < 128 && char.IsAsciiHexDigit((char)pattern[at]); read++, at++)
            value = (value * 16) + Convert.ToInt32(((char)pattern[at]).ToString(), 16);
        return read > 0 && value < CodePointSet.Limit ? value : throw Error(at, "a hexadecimal code point that is none");
    }

    private CodePointSet ParseProperty(ref int at)
    {
        bool negative = pattern[at] == 'P';
        at += 2;
        negative ^= TryTake(ref at, '^');
        CodePointSet set = Find(Until(ref at, '}'), at);
        return negative ? set.Complement() : set;
    }

    private CodePointSet ParsePosix(ref int at)
    {
        at++;
        bool negative = TryTake(ref at, '^');
        CodePointSet set = Find(Until(ref at, ':'), at);
        if (!TryTake(ref at, ']'))
            throw Error(at, "missing ':]'");
        return negative ? set.Complement() : set;
    }

    private string Until(ref int at, int end)
    {
        StringBuilder name = new();
        while (at < pattern.Length && pattern[at] != end)
            name.Append(new Rune(pattern[at++]).ToString());
        return TryTake(ref at, end) ? name.ToString() : throw Error(at, $"missing '{(char)end}'");
    }

    private static CodePointSet Find(string name, int at) =>
        NamedSets.TryFind(name, out CodePointSet set) ? set : throw Error(at, $"the property '{name}' is not known");

    private bool TryTake(ref int at, int character)
    {
        if (at >= pattern.Length || pattern[at] != character)
            return false;
        at++;
        return true;
    }

    private static PatternException Error(int at, string message) => new($"regular expression, at {at}: {message}");
}
