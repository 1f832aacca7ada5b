using System.Globalization;
using System.Numerics;
using System.Text;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Formatting;

/// <summary>Formats one value as a <see cref="FormatSpec"/> says.</summary>
internal static class SpecFormatter
{
    private const int MaxPrecision = 400;

    public static string Format(Execution run, object? value, FormatSpec spec)
    {
        if (value is string text) return Text(run, text, spec);
        if (Integers.TryGet(value, out BigInteger integer) && spec.Type is '\0' or 'd' or 'n' or 'x' or 'X' or 'o' or 'b' or 'c' or 'i' or 'u')
        {
            return Integer(run, integer, spec);
        }

        if (Numbers.IsNumber(value) && spec.Type is '\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or '%') return Float(run, Numbers.ToDouble(value), spec);
        run.RequireDefined(value);
        throw run.Error($"Unknown format code '{spec.Type}' for object of type '{TypeNames.Of(value)}'");
    }

    public static string Text(Execution run, string text, FormatSpec spec)
    {
        if (spec.Type is not ('\0' or 's')) throw run.Error($"Unknown format code '{spec.Type}' for object of type 'str'");
        if (spec.Precision >= 0 && CodePoints.Count(text) > spec.Precision) text = text[..CodePoints.Offset(text, spec.Precision)];
        return Pad(run, "", text, spec, spec.Align == '\0' ? '<' : spec.Align);
    }

    private static string Integer(Execution run, BigInteger value, FormatSpec spec)
    {
        run.Charge(1 + (value.GetByteCount() * 2L));
        BigInteger size = BigInteger.Abs(value);
        if (spec.Type == 'c')
        {
            if (value < 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) throw run.Error("%c arg not in range(0x110000)");
            return Pad(run, "", new Rune((int)value).ToString(), spec, spec.Align == '\0' ? '<' : spec.Align);
        }

        (int bits, string prefix) = spec.Type switch { 'x' => (4, "0x"), 'X' => (4, "0X"), 'o' => (3, "0o"), 'b' => (1, "0b"), _ => (0, "") };
        string digits = bits == 0 ? size.ToString(CultureInfo.InvariantCulture) : Radix(size, bits, spec.Type == 'X');
        string head = Sign(value.Sign < 0, spec) + (spec.Alternate ? prefix : "");
        if (spec.Grouping != '\0') digits = Group(digits, spec.Grouping, bits == 0 ? 3 : 4);
        return Pad(run, head, digits, spec, spec.Align == '\0' ? '>' : spec.Align);
    }

    private static string Radix(BigInteger size, int bits, bool upper)
    {
        if (size.IsZero) return "0";
        int count = (int)((size.GetBitLength() + bits - 1) / bits);
        return string.Create(count, size, (digits, rest) =>
        {
            for (int i = digits.Length - 1; i >= 0; i--)
            {
                digits[i] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[(int)(rest & ((1 << bits) - 1))];
                rest >>= bits;
            }
        });
    }

    private static string Float(Execution run, double value, FormatSpec spec)
    {
        run.Charge(50);
        if (spec.Precision > MaxPrecision) throw run.Limit($"the template formats a number with more than {MaxPrecision} digits");
        string digits = FloatDigits(Math.Abs(value), spec);
        bool negative = double.IsNegative(value) && !double.IsNaN(value);
        if (spec.Grouping != '\0' && double.IsFinite(value))
        {
            int whole = digits.AsSpan().IndexOfAnyExceptInRange('0', '9');
            digits = whole < 0 ? Group(digits, spec.Grouping, 3) : Group(digits[..whole], spec.Grouping, 3) + digits[whole..];
        }

        return Pad(run, Sign(negative, spec), digits, spec, spec.Align == '\0' ? '>' : spec.Align);
    }

    private static string FloatDigits(double size, FormatSpec spec)
    {
        bool upper = char.IsAsciiLetterUpper(spec.Type);
        if (double.IsNaN(size)) return upper ? "NAN" : "nan";
        if (double.IsInfinity(size)) return (upper ? "INF" : "inf") + (spec.Type == '%' ? "%" : "");
        int precision = spec.Precision < 0 ? 6 : spec.Precision;
        switch (char.ToLowerInvariant(spec.Type))
        {
            case 'f': return Fixed(size, precision) + (spec.Alternate && precision == 0 ? "." : "");
            case '%': return Fixed(size * 100, precision) + "%";
            case 'e': return Exponent(size, precision, upper);
            case '\0' when spec.Precision < 0: return FloatText.Of(size);
            default: return General(size, Math.Max(1, precision), upper, spec);
        }
    }

    private static string Fixed(double size, int precision) => size.ToString("F" + precision, CultureInfo.InvariantCulture);

    private static string Exponent(double size, int precision, bool upper)
    {
        string text = size.ToString("E" + precision, CultureInfo.InvariantCulture);
        int e = text.IndexOf('E');
        int exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{text[..e]}{(upper ? 'E' : 'e')}{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string General(double size, int precision, bool upper, FormatSpec spec)
    {
        string scientific = Exponent(size, precision - 1, upper);
        int e = scientific.AsSpan().IndexOfAny('e', 'E');
        int exponent = int.Parse(scientific.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        bool isPlain = spec.Type == '\0';
        if (exponent < -4 || exponent >= (isPlain ? precision - 1 : precision))
        {
            return (spec.Alternate ? scientific[..e] : TrimZeros(scientific[..e])) + scientific[e..];
        }

        string text = Fixed(size, Math.Max(0, precision - 1 - exponent));
        if (!spec.Alternate) text = TrimZeros(text);
        return isPlain && !text.Contains('.') ? text + ".0" : text;
    }

    private static string TrimZeros(string text) => text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    private static string Sign(bool negative, FormatSpec spec) => negative ? "-" : spec.Sign == '-' ? "" : spec.Sign.ToString();

    private static string Group(string digits, char separator, int size)
    {
        var text = new StringBuilder(digits);
        for (int at = digits.Length - size; at > 0; at -= size) text.Insert(at, separator);
        return text.ToString();
    }

    private static string Pad(Execution run, string head, string body, FormatSpec spec, char align)
    {
        int missing = spec.Width - CodePoints.Count(head) - CodePoints.Count(body);
        if (missing <= 0) return head + body;
        run.AllocateText((long)missing * spec.Fill.Length);
        string Fill(int count) => TextOperations.Repeat(run, spec.Fill, count);
        return align switch
        {
            '<' => head + body + Fill(missing),
            '^' => Fill(missing / 2) + head + body + Fill(missing - (missing / 2)),
            '=' => head + Fill(missing) + body,
            _ => Fill(missing) + head + body,
        };
    }
}
