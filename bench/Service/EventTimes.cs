using System.Diagnostics;

namespace Inference.Bench.Service;

/// <summary>When the events of one stream came.</summary>
internal sealed class EventTimes
{
    private readonly List<double> _times = [];

    private readonly double _made = Now;

    public int Count => _times.Count;

    /// <summary>Until the first event.</summary>
    public double First => _times[0] - _made;

    /// <summary>Milliseconds since some moment.</summary>
    public static double Now => Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency;

    public void Add() => _times.Add(Now);

    /// <summary>The gaps that ended between two moments.</summary>
    public IEnumerable<double> Gaps(double from, double to) =>
        _times.Skip(1).Zip(_times, (later, earlier) => (later, gap: later - earlier)).Where(entry => entry.later >= from && entry.later <= to).Select(entry => entry.gap);
}
