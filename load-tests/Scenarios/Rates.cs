using System.Globalization;

namespace Inference.LoadTests.Scenarios;

/// <summary>Rising rates as text: <c>1,2,4,8</c>, or <c>1-32</c> for a series that doubles, or <c>1-32/10</c> for so many at even ratios.</summary>
internal static class Rates
{
    /// <exception cref="FormatException">They are none.</exception>
    public static double[] Parse(string text)
    {
        try
        {
            if (!text.Contains('-')) return [.. text.Split(',').Select(Positive)];
            string[] halves = text.Split('/');
            if (halves.Length > 2 || halves[0].Split('-') is not [var first, var last]) throw new FormatException();
            double from = Positive(first), to = Positive(last);
            if (to <= from) throw new FormatException();
            int count = halves.Length == 2 ? (int)Positive(halves[1]) : (int)Math.Ceiling(Math.Log2(to / from)) + 1;
            if (count is < 2 or > 100) throw new FormatException();
            return [.. Enumerable.Range(0, count).Select(i => from * Math.Pow(to / from, (double)i / (count - 1)))];
        }
        catch (FormatException error)
        {
            throw new FormatException($"'{text}' is no series of rates such as 1,2,4,8 or 1-32 or 1-32/10", error);
        }
    }

    private static double Positive(string text)
    {
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value > 0 && value < 1e6 ? value : throw new FormatException();
    }
}
