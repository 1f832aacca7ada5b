using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Inference.Gateway.Metrics;

/// <summary>What one instrument has measured, by labels.</summary>
internal sealed class MetricFamily
{
    private readonly string _meterLabels;
    private readonly double[] _boundaries;
    private readonly ConcurrentDictionary<string, MetricSeries> _series = [];

    public MetricFamily(Instrument instrument)
    {
        Kind = KindOf(instrument);
        Name = Kind == "counter" && !instrument.Name.EndsWith("_total", StringComparison.Ordinal) ? instrument.Name + "_total" : instrument.Name;
        Help = instrument.Description ?? "";
        _meterLabels = LabelsOf(instrument.Meter.Tags?.ToArray() ?? []);
        _boundaries = BoundariesOf(instrument);
        // A model's are there before its first request; others have labels that only measurements know.
        if (Kind == "histogram" && _meterLabels.Length > 0) SeriesOf([]);
    }

    public string Name { get; }

    public string Kind { get; }

    public string Help { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        MetricSeries series = SeriesOf(tags);
        if (Kind == "gauge") series.Set(value);
        else series.Add(value);
    }

    /// <summary>Gauges are asked at each reading; what they no longer say is gone.</summary>
    public void Forget() => _series.Clear();

    public void Write(StringBuilder output)
    {
        foreach ((string labels, MetricSeries series) in _series.OrderBy(entry => entry.Key, StringComparer.Ordinal)) series.Write(output, Name, labels);
    }

    private MetricSeries SeriesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = tags.Length == 0 ? _meterLabels : Join(_meterLabels, LabelsOf(tags));
        return _series.GetOrAdd(labels, static (_, family) => new MetricSeries(family.Kind == "histogram" ? family._boundaries : null), this);
    }

    private static string Join(string first, string second) => first.Length == 0 ? second : $"{first},{second}";

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        StringBuilder labels = new();
        foreach ((string name, object? value) in tags)
        {
            string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Append(labels.Length > 0 ? "," : "").Append(name).Append("=\"").Append(text).Append('"');
        }

        return labels.ToString();
    }

    private static string KindOf(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter" : "gauge";
    }

    private static double[] BoundariesOf(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => [.. histogram.Advice?.HistogramBucketBoundaries ?? []],
        Histogram<int> histogram => [.. (histogram.Advice?.HistogramBucketBoundaries ?? []).Select(boundary => (double)boundary)],
        Histogram<long> histogram => [.. (histogram.Advice?.HistogramBucketBoundaries ?? []).Select(boundary => (double)boundary)],
        _ => [],
    };
}
