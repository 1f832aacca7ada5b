namespace Inference.LoadTests.Measurement;

/// <summary>What is told of many latencies, in milliseconds.</summary>
/// <param name="Curve">Pairs of a share and the latency that this share does not exceed.</param>
internal sealed record LatencyFigures(long Count, double Mean, double P50, double P90, double P99, double Max, IReadOnlyList<double[]> Curve)
{
    /// <summary>Even in the logarithm of what exceeds them, so that the tail shows.</summary>
    private static readonly double[] Shares = [.. Enumerable.Range(0, 41).Select(i => 1 - Math.Pow(10, -i / 10.0)).Select(share => Math.Round(share, 6))];

    public static LatencyFigures Of(IEnumerable<TimeSpan> latencies)
    {
        LatencyHistogram histogram = new();
        foreach (TimeSpan latency in latencies) histogram.Add((long)latency.TotalMicroseconds);
        return Of(histogram);
    }

    private static LatencyFigures Of(LatencyHistogram histogram)
    {
        double At(double share) => histogram.ValueAt(share) / 1000.0;
        // Shares of which no value is left out say no more than the largest.
        double[][] curve = histogram.Count == 0 ? [] : [.. Shares.Where(share => share * histogram.Count <= histogram.Count - 1).Select(share => (double[])[share, At(share)]), [1 - (0.5 / histogram.Count), histogram.Max / 1000.0]];
        return new LatencyFigures(histogram.Count, Math.Round(histogram.Mean / 1000, 3), At(0.5), At(0.9), At(0.99), histogram.Max / 1000.0, curve);
    }
}
