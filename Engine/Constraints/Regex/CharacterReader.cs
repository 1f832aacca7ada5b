using System.Globalization;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Regex;

/// <summary>Reads a pattern character by character, escapes and counts included.</summary>
/// <param name="text">The pattern.</param>
/// <param name="wrong">Makes an error of what is wrong at the place that was read last.</param>
internal sealed class CharacterReader(string text, Func<string, Exception> wrong)
{
    public int At { get; set; }

    public char? Peek => At < text.Length ? text[At] : null;

    /// <summary>One character, which may be a pair of surrogates.</summary>
    public int Next()
    {
        if (At >= text.Length) throw wrong("an end too early");
        if (!char.IsSurrogate(text[At])) return text[At++];
        if (!char.IsSurrogatePair(text, At)) throw wrong("half a surrogate pair");
        At += 2;
        return char.ConvertToUtf32(text[At - 2], text[At - 1]);
    }

    /// <summary>What stands behind a backslash, which is the next character.</summary>
    public CodePointSet Escape(bool insideClass)
    {
        At++;
        int letter = Next();
        if (letter < 128 && CharacterClasses.OfEscape((char)letter) is { } named) return named;
        switch (letter)
        {
            case 'n': return CodePointSet.Of('\n');
            case 'r': return CodePointSet.Of('\r');
            case 't': return CodePointSet.Of('\t');
            case 'f': return CodePointSet.Of('\f');
            case 'v': return CodePointSet.Of('\v');
            case 'a': return CodePointSet.Of('\a');
            case 'e': return CodePointSet.Of('\u001B');
            case '0': return CodePointSet.Of(0);
            case 'b' when insideClass: return CodePointSet.Of('\b');
            case 'p' or 'P':
                CodePointSet category = Category();
                return letter == 'P' ? category.Complement() : category;
            case 'x': return CodePointSet.Of(Peek == '{' ? BracedHex() : Hex(2));
            case 'U': return CodePointSet.Of(Scalar(Hex(8)));
            case 'u': return CodePointSet.Of(Peek == '{' ? BracedHex() : Utf16());
            case 'c' when Peek is { } control && char.IsAsciiLetter(control):
                At++;
                return CodePointSet.Of(control & 31);
            default: return letter < 128 && char.IsAsciiLetterOrDigit((char)letter) ? throw wrong($"an unknown escape '\\{(char)letter}'") : CodePointSet.Of(letter);
        }
    }

    /// <summary>{n}, {n,} and {n,m}; anything else in braces stands for itself.</summary>
    public bool TryBraces(out int min, out int? max)
    {
        int at = At + 1;
        (min, max) = (0, null);
        if (!TryNumber(ref at, out min)) return false;
        max = min;
        if (at < text.Length && text[at] == ',')
        {
            at++;
            max = TryNumber(ref at, out int last) ? last : null;
        }

        if (at >= text.Length || text[at] != '}') return false;
        if (max < min) throw wrong("a count whose bounds are the wrong way round");
        At = at + 1;
        return true;
    }

    private bool TryNumber(ref int at, out int number)
    {
        int start = at;
        number = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            number = (number * 10) + (text[at++] - '0');
            if (number > ConstraintLimits.Count) throw ConstraintError.TooLarge($"a count above {ConstraintLimits.Count}");
        }

        return at > start;
    }

    private CodePointSet Category()
    {
        string name;
        if (Peek == '{')
        {
            int close = text.IndexOf('}', At);
            if (close < 0) throw wrong("a class \\p{ that is not closed");
            name = text[(At + 1)..close];
            At = close + 1;
        }
        else
        {
            name = ((char)Next()).ToString();
        }

        string bare = name.StartsWith("gc=", StringComparison.Ordinal) ? name[3..] : name;
        return CharacterClasses.OfCategory(bare) ?? throw wrong($"a class \\p{{{name}}} that is not known (general categories are, such as L, Lu or Nd)");
    }

    private int BracedHex()
    {
        int close = text.IndexOf('}', At);
        if (close < 0 || close - At > 9) throw wrong("a hexadecimal number that is not closed");
        At++;
        int value = Hex(close - At);
        At++;
        return Scalar(value);
    }

    private int Utf16()
    {
        int unit = Hex(4);
        if (!char.IsHighSurrogate((char)unit) || At + 1 >= text.Length || text[At] != '\\' || text[At + 1] != 'u') return Scalar(unit);
        At += 2;
        int low = Hex(4);
        return char.IsLowSurrogate((char)low) ? char.ConvertToUtf32((char)unit, (char)low) : throw wrong("half a surrogate pair");
    }

    private int Scalar(int value) => value is >= 0 and < 0xD800 or > 0xDFFF and <= CodePointSet.Last ? value : throw wrong("a number that is no character");

    private int Hex(int digits)
    {
        if (At + digits > text.Length || !int.TryParse(text.AsSpan(At, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
        {
            throw wrong("a hexadecimal number that is none");
        }

        At += digits;
        return value;
    }
}
