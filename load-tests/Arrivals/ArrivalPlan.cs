using System.Globalization;

namespace Inference.LoadTests.Arrivals;

/// <summary>
/// How visitors come. As text: <c>poisson:RATE</c>, <c>gamma:RATE:SHAPE</c> (below one in bursts), <c>constant:RATE</c>, <c>closed:CLIENTS</c>,
/// <c>steps:RATE,RATE,…</c>, <c>ramp:FROM-TO</c>, <c>trace:FILE</c> or <c>trace:FILE:SPEED</c>. Rates are a second.
/// </summary>
internal sealed class ArrivalPlan
{
    private const string Forms = "poisson:RATE, gamma:RATE:SHAPE, constant:RATE, closed:CLIENTS, steps:RATE,RATE,…, ramp:FROM-TO, trace:FILE[:SPEED]";

    private readonly Func<double, long, IEnumerable<Arrival>>? _open;
    private readonly string _text;

    private ArrivalPlan(string text, Func<double, long, IEnumerable<Arrival>> open) => (_text, _open) = (text, open);

    private ArrivalPlan(int clients) => (_text, Clients) = ($"closed:{clients}", clients);

    /// <summary>Visitors at once, where one comes when another is done; null where they come at their own times.</summary>
    public int? Clients { get; }

    public bool IsOpen => _open is not null;

    public static ArrivalPlan Closed(int clients) => new(clients);

    public static ArrivalPlan Poisson(double rate) => Rated($"poisson:{rate.ToString("0.###", CultureInfo.InvariantCulture)}", UnitIntervals.Exponential, seconds => RateCurve.Constant(rate, seconds));

    /// <exception cref="FormatException">It is none.</exception>
    /// <exception cref="LoadTestException">The trace cannot be read.</exception>
    public static ArrivalPlan Parse(string text)
    {
        string[] parts = text.Split(':');
        try
        {
            return parts switch
            {
                ["poisson", var rate] => Poisson(Positive(rate)),
                ["gamma", var rate, var shape] => Gamma(text, Positive(rate), Positive(shape)),
                ["constant", var rate] => Constant(text, Positive(rate)),
                ["closed", var clients] => Closed(int.Parse(clients, NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and var count ? count : throw new FormatException()),
                ["steps", var rates] => Steps(text, [.. rates.Split(',').Select(Positive)]),
                ["ramp", var range] when range.Split('-') is [var from, var to] => Ramp(text, Positive(from), Positive(to)),
                ["trace", var file] => Trace(text, file, 1),
                ["trace", var file, var speed] => Trace(text, file, Positive(speed)),
                _ => throw new FormatException(),
            };
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new FormatException($"'{text}' is none of {Forms}", error);
        }
    }

    /// <summary>The arrivals of so many seconds. The same seed gives the same.</summary>
    public IEnumerable<Arrival> Over(TimeSpan duration, long seed) =>
        (_open ?? throw new InvalidOperationException("Visitors who follow each other have no times of their own."))(duration.TotalSeconds, seed).TakeWhile(arrival => arrival.At < duration);

    public override string ToString() => _text;

    private static ArrivalPlan Rated(string text, UnitIntervals intervals, Func<double, RateCurve> rate) => new(text, (seconds, seed) => new OpenArrivals(intervals, rate(seconds), seed).All());

    private static ArrivalPlan Gamma(string text, double rate, double shape) => Rated(text, UnitIntervals.Gamma(shape), seconds => RateCurve.Constant(rate, seconds));

    private static ArrivalPlan Constant(string text, double rate) => Rated(text, UnitIntervals.Constant, seconds => RateCurve.Constant(rate, seconds));

    private static ArrivalPlan Steps(string text, double[] rates) => Rated(text, UnitIntervals.Exponential, seconds => RateCurve.Steps(rates, seconds / rates.Length));

    private static ArrivalPlan Ramp(string text, double from, double to) => Rated(text, UnitIntervals.Exponential, seconds => RateCurve.Ramp(from, to, seconds));

    private static ArrivalPlan Trace(string text, string file, double speed)
    {
        IReadOnlyList<Arrival> arrivals = TraceFile.Read(file, speed);
        return new ArrivalPlan(text, (_, _) => arrivals);
    }

    private static double Positive(string text)
    {
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value > 0 && value < 1e7 ? value : throw new FormatException();
    }
}
