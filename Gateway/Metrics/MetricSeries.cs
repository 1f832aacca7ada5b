using System.Globalization;
using System.Text;

namespace Inference.Gateway.Metrics;

/// <summary>One line of measurements: a number, or a histogram.</summary>
/// <param name="boundaries">A histogram's; null for a number.</param>
internal sealed class MetricSeries(double[]? boundaries)
{
    private readonly Lock _lock = new();
    private readonly long[] _buckets = new long[(boundaries?.Length ?? -1) + 1];
    private double _sum;
    private long _count;

    public void Add(double value)
    {
        lock (_lock)
        {
            _sum += value;
            _count++;
            if (boundaries is null) return;
            int bucket = Array.BinarySearch(boundaries, value);
            _buckets[bucket >= 0 ? bucket : ~bucket]++;
        }
    }

    public void Set(double value)
    {
        lock (_lock) _sum = value;
    }

    public void Write(StringBuilder output, string name, string labels)
    {
        lock (_lock)
        {
            if (boundaries is null)
            {
                Line(output, name, labels, _sum);
                return;
            }

            string before = labels.Length > 0 ? labels + "," : "";
            long below = 0;
            for (int i = 0; i < boundaries.Length; i++)
            {
                below += _buckets[i];
                Line(output, name + "_bucket", $"{before}le=\"{TextOf(boundaries[i])}\"", below);
            }

            Line(output, name + "_bucket", before + "le=\"+Inf\"", _count);
            Line(output, name + "_count", labels, _count);
            Line(output, name + "_sum", labels, _sum);
        }
    }

    private static void Line(StringBuilder output, string name, string labels, double value)
    {
        output.Append(name);
        if (labels.Length > 0) output.Append('{').Append(labels).Append('}');
        output.Append(' ').Append(TextOf(value)).Append('\n');
    }

    /// <summary>As Prometheus' own client for Python writes it: 1.0, 0.001.</summary>
    private static string TextOf(double value) =>
        Math.Floor(value) == value && Math.Abs(value) < 1e15 ? value.ToString("F1", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
}
