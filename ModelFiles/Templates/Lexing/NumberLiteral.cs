using System.Globalization;
using System.Numerics;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Lexing;

/// <summary>Number literals: decimal, 0x, 0o and 0b integers, and floats; '_' may stand between digits.</summary>
internal static class NumberLiteral
{
    private const int MaxDigits = 4300;

    /// <summary>Returns where the literal at <paramref name="start"/> ends; the value is null when it is too large.</summary>
    public static int Scan(string text, int start, bool afterDot, out object? value)
    {
        int end = Digits(text, start, char.IsAsciiDigit);
        if (!afterDot && FloatEnd(text, end) is int floatEnd && floatEnd > end)
        {
            string digits = text[start..floatEnd].Replace("_", "");
            value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
            return floatEnd;
        }

        if (text[start] == '0') return ScanAfterZero(text, start, out value);
        value = Parse(text[start..end].Replace("_", ""), 10);
        return end;
    }

    /// <summary>The value of plain digits; null when there are too many.</summary>
    public static object? Parse(string digits, int radix)
    {
        if (digits.Length > MaxDigits) return null;
        if (radix == 10) return Integers.Normalize(BigInteger.Parse(digits, CultureInfo.InvariantCulture));
        BigInteger sum = BigInteger.Zero;
        foreach (char digit in digits) sum = (sum * radix) + Characters.DigitValue(digit);
        return Integers.Normalize(sum);
    }

    private static int ScanAfterZero(string text, int start, out object? value)
    {
        int radix = (start + 1 < text.Length ? char.ToLowerInvariant(text[start + 1]) : '\0') switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 };
        if (radix != 10)
        {
            int first = start + 2 < text.Length && text[start + 2] == '_' ? start + 3 : start + 2;
            int end = Digits(text, first, c => Characters.DigitValue(c) < radix);
            if (end > first)
            {
                value = Parse(text[first..end].Replace("_", ""), radix);
                return end;
            }
        }

        value = Integers.Box(0);
        return Digits(text, start, c => c == '0');
    }

    private static int FloatEnd(string text, int end)
    {
        int at = end;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1])) at = Digits(text, at + 1, char.IsAsciiDigit);
        if (at >= text.Length || text[at] is not ('e' or 'E')) return at;
        int exponent = at + 1;
        if (exponent < text.Length && text[exponent] is '+' or '-') exponent++;
        return exponent < text.Length && char.IsAsciiDigit(text[exponent]) ? Digits(text, exponent, char.IsAsciiDigit) : at;
    }

    private static int Digits(string text, int at, Func<char, bool> isDigit)
    {
        while (at < text.Length && (isDigit(text[at]) || (text[at] == '_' && at + 1 < text.Length && isDigit(text[at + 1])))) at++;
        return at;
    }
}
