using System.Globalization;

namespace Inference.LoadTests.Output.Svg;

/// <summary>Numbers to places along a line, and the marks at it.</summary>
internal sealed class ChartAxis
{
    private const int MarksWanted = 5;

    private readonly double _low, _high;
    private readonly bool _isLogarithmic;

    public ChartAxis(IEnumerable<double> values, bool isLogarithmic, bool fromZero)
    {
        double[] known = [.. values.Where(double.IsFinite).Where(value => !isLogarithmic || value > 0)];
        _isLogarithmic = isLogarithmic;
        (_low, _high) = known.Length == 0 ? (isLogarithmic ? 1 : 0, isLogarithmic ? 10 : 1) : (known.Min(), known.Max());
        if (isLogarithmic)
        {
            (_low, _high) = (Math.Pow(10, Math.Floor(Math.Log10(_low))), Math.Pow(10, Math.Ceiling(Math.Log10(_high))));
            if (_high <= _low) _high = _low * 10;
        }
        else
        {
            if (fromZero) _low = Math.Min(0, _low);
            if (_high <= _low) _high = _low + 1;
            double step = Step(_high - _low);
            if (fromZero) _high = Math.Ceiling(_high / step) * step;
        }
    }

    /// <summary>From 0 to 1.</summary>
    public double Place(double value) => _isLogarithmic
        ? (Math.Log10(Math.Clamp(value, _low, _high)) - Math.Log10(_low)) / (Math.Log10(_high) - Math.Log10(_low))
        : (Math.Clamp(value, _low, _high) - _low) / (_high - _low);

    public IEnumerable<(double At, string Text)> Marks()
    {
        if (_isLogarithmic)
        {
            for (double value = _low; value <= _high * 1.001; value *= 10) yield return (value, Text(value));
            yield break;
        }

        double step = Step(_high - _low);
        for (double value = Math.Ceiling(_low / step) * step; value <= _high + (step / 1000); value += step) yield return (value, Text(Math.Abs(value) < step / 1000 ? 0 : value));
    }

    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static double Step(double range)
    {
        double raw = range / MarksWanted, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch
        {
            <= 1 => 1,
            <= 2 => 2,
            <= 5 => 5,
            _ => 10,
        } * power;
    }
}
