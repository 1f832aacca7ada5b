using System.Globalization;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's repr of a float: the shortest digits that read back the same, with an exponent below 1e-4 and from 1e16.</summary>
internal static class FloatText
{
    public static string Of(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        if (number == 0) return double.IsNegative(number) ? "-0.0" : "0.0";
        string sign = number < 0 ? "-" : "";
        (string digits, int exponent) = Shortest(Math.Abs(number));
        if (exponent is < -4 or >= 16)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        if (digits.Length <= exponent + 1) return sign + digits.PadRight(exponent + 1, '0') + ".0";
        return $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>Digits without trailing zeros, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) Shortest(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        int exponent = 0;
        int e = text.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        int dot = text.IndexOf('.');
        int whole = dot < 0 ? text.Length : dot;
        string digits = text.Replace(".", "");
        string significant = digits.TrimStart('0');
        exponent += whole - 1 - (digits.Length - significant.Length);
        return (significant.TrimEnd('0'), exponent);
    }
}
