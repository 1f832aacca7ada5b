using System.Globalization;
using Inference.Engine.Constraints.Automata;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>The decimal spellings of all numbers between two bounds.</summary>
internal static class DecimalRange
{
    private const int MostFractionDigits = 16;

    private static readonly Expr Digits = Expr.Star(Digit('0', '9'));
    private static readonly Expr FractionLength = Expr.Times(Digit('0', '9'), 1, MostFractionDigits);

    public static Expr Integers(NumberBounds bounds)
    {
        long? least = bounds.Least is { } low ? (long)(bounds.AboveLeast ? decimal.Floor(low) + 1 : decimal.Ceiling(low)) : null;
        long? most = bounds.Most is { } high ? (long)(bounds.BelowMost ? decimal.Ceiling(high) - 1 : decimal.Floor(high)) : null;
        if (least > most) return Expr.Never;
        List<Expr> options = [];
        if (most is null or >= 0) options.Add(Naturals(Math.Max(0, least ?? 0), most));
        if (least is null or < 0) options.Add(Expr.Seq(Expr.Text("-"), Naturals(Math.Max(1, -(most ?? -1)), -least)));
        return Expr.Any(options);
    }

    public static Expr Numbers(NumberBounds bounds)
    {
        List<Expr> options = [Magnitudes(bounds)];
        NumberBounds mirrored = new(-bounds.Most, bounds.BelowMost, -bounds.Least, bounds.AboveLeast);
        options.Add(Expr.Seq(Expr.Text("-"), Magnitudes(mirrored)));
        return Expr.Any(options);
    }

    /// <summary>What of the range is not negative.</summary>
    private static Expr Magnitudes(NumberBounds bounds)
    {
        if (bounds.Most < 0) return Expr.Never;
        Expr result = bounds.Least >= 0 ? AtLeast(bounds.Least.Value, bounds.AboveLeast) : AtLeast(0, false);
        return bounds.Most is { } most ? DfaProduct.Both(result, AtMost(most, bounds.BelowMost)) : result;
    }

    private static Expr AtLeast(decimal bound, bool above)
    {
        (long whole, string fraction) = Parts(bound);
        return Expr.Any(
            Expr.Seq(Naturals(whole + 1, null), WithFraction(Digits, true)),
            Expr.Seq(Naturals(whole, whole), WithFraction(Above(fraction, above), fraction.Length == 0 && !above)));
    }

    private static Expr AtMost(decimal bound, bool below)
    {
        (long whole, string fraction) = Parts(bound);
        return Expr.Any(
            whole == 0 ? Expr.Never : Expr.Seq(Naturals(0, whole - 1), WithFraction(Digits, true)),
            Expr.Seq(Naturals(whole, whole), WithFraction(Below(fraction, below), fraction.Length > 0 || !below)));
    }

    private static Expr WithFraction(Expr digits, bool optional)
    {
        Expr fraction = Expr.Seq(Expr.Text("."), DfaProduct.Both(digits, FractionLength));
        return optional ? Expr.Optional(fraction) : fraction;
    }

    // Digits behind the point that make at least, or more than, these. The last of these is not 0.
    private static Expr Above(string digits, bool more)
    {
        if (digits.Length == 0) return more ? Expr.Seq(Expr.Star(Expr.Text("0")), Digit('1', '9'), Digits) : Digits;
        Expr same = Expr.Seq(Expr.Text(digits[..1]), Above(digits[1..], more));
        return digits[0] == '9' ? same : Expr.Any(same, Expr.Seq(Digit((char)(digits[0] + 1), '9'), Digits));
    }

    private static Expr Below(string digits, bool less)
    {
        if (digits.Length == 0) return less ? Expr.Never : Expr.Star(Expr.Text("0"));
        Expr same = Expr.Seq(Expr.Text(digits[..1]), Below(digits[1..], less));
        return digits[0] == '0' ? Expr.Any(Expr.Nothing, same) : Expr.Any(Expr.Nothing, same, Expr.Seq(Digit('0', (char)(digits[0] - 1)), Digits));
    }

    private static (long Whole, string Fraction) Parts(decimal value)
    {
        string text = value.ToString("0.############", CultureInfo.InvariantCulture);
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? (long.Parse(text, CultureInfo.InvariantCulture), "") : (long.Parse(text[..point], CultureInfo.InvariantCulture), text[(point + 1)..]);
    }

    /// <summary>Whole numbers from 0 up, by their number of digits.</summary>
    private static Expr Naturals(long least, long? most)
    {
        string last = (most ?? 9_999_999_999_999_999).ToString(CultureInfo.InvariantCulture);
        string first = least.ToString(CultureInfo.InvariantCulture);
        if (least > (most ?? long.MaxValue)) return Expr.Never;
        List<Expr> options = [];
        for (int length = first.Length; length <= last.Length; length++)
        {
            string low = length == first.Length ? first : "1" + new string('0', length - 1);
            string high = length == last.Length ? last : new string('9', length);
            options.Add(SameLength(low, high));
        }

        return Expr.Any(options);
    }

    private static Expr SameLength(string low, string high)
    {
        if (low.All(digit => digit == '0') && high.All(digit => digit == '9')) return Expr.Times(Digit('0', '9'), low.Length, low.Length);
        if (low[0] == high[0]) return Expr.Seq(Expr.Text(low[..1]), SameLength(low[1..], high[1..]));
        int rest = low.Length - 1;
        List<Expr> options =
        [
            Expr.Seq(Expr.Text(low[..1]), SameLength(low[1..], new string('9', rest))),
            Expr.Seq(Expr.Text(high[..1]), SameLength(new string('0', rest), high[1..])),
        ];
        if (high[0] - low[0] > 1) options.Add(Expr.Seq(Digit((char)(low[0] + 1), (char)(high[0] - 1)), Expr.Times(Digit('0', '9'), rest, rest)));
        return Expr.Any(options);
    }

    private static Expr.ByteRange Digit(char first, char last) => new Expr.ByteRange((byte)first, (byte)last);
}
