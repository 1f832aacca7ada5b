using System.Globalization;

namespace Inference.LoadTests;

/// <summary>Times as people write them: <c>500ms</c>, <c>2s</c>, <c>1.5m</c>; a bare number is seconds.</summary>
internal static class Durations
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 1e-3), ("us", 1e-6), ("s", 1), ("m", 60), ("h", 3600)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        string number = text.Trim();
        double unit = 1;
        foreach ((string suffix, double seconds) in Units)
        {
            if (!number.EndsWith(suffix, StringComparison.Ordinal)) continue;
            (number, unit) = (number[..^suffix.Length], seconds);
            break;
        }

        duration = default;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || value < 0 || value * unit > 1e9) return false;
        duration = TimeSpan.FromSeconds(value * unit);
        return true;
    }

    /// <exception cref="FormatException">It is not a time.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out TimeSpan duration) ? duration : throw new FormatException($"'{text}' is not a time such as 500ms, 2s or 1m");
}
