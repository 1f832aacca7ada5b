namespace Inference.Gateway.Console;

/// <summary>
/// Counts durations in buckets that grow by a fixed ratio, from a tenth of a millisecond to some minutes, so that percentiles of
/// any of them are right within a few per cent.
/// </summary>
internal sealed class LatencyHistogram
{
    private const double Least = 1e-4;
    private const int PerOctave = 8, Octaves = 22;

    private readonly int[] _counts = new int[PerOctave * Octaves];
    private int _total;

    public void Add(double seconds)
    {
        double octaves = Math.Log2(Math.Max(seconds, Least) / Least);
        _counts[(int)Math.Min(octaves * PerOctave, _counts.Length - 1)]++;
        _total++;
    }

    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        _total += other._total;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
    }

    /// <summary>The duration that so large a share of all does not exceed, in seconds; null where there is none.</summary>
    public double? Percentile(double share)
    {
        if (_total == 0) return null;
        double rank = share * _total;
        int below = 0, bucket = 0;
        while (below + _counts[bucket] < rank || _counts[bucket] == 0) below += _counts[bucket++];

        // Within a bucket, durations are taken to be spread evenly over its octave's part.
        double within = (rank - below) / _counts[bucket];
        return Least * Math.Pow(2, (bucket + within) / PerOctave);
    }
}
