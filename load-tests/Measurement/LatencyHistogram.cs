using System.Numerics;

namespace Inference.LoadTests.Measurement;

/// <summary>
/// Counts of values in buckets whose width grows with the value, as HDR histograms have them: exact below 256, and elsewhere wrong by at most
/// <see cref="RelativeError"/>. Smallest, largest and mean are exact. Not for several threads at once.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>Buckets are at most 1/128 wide, and are told by their middle.</summary>
    public const double RelativeError = 1.0 / 256;

    private const int HalfBits = 7, Half = 1 << HalfBits;

    private long[] _counts = new long[16 * Half];
    private double _sum;

    public long Count { get; private set; }

    public long Max { get; private set; }

    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Negative values count as zero.</summary>
    public void Add(long value)
    {
        value = Math.Max(0, value);
        int index = IndexOf(value);
        if (index >= _counts.Length) Array.Resize(ref _counts, Math.Max(index + 1, _counts.Length * 2));
        _counts[index]++;
        Count++;
        _sum += value;
        Max = Math.Max(Max, value);
    }

    /// <summary>The smallest value that at least this share of all values does not exceed; zero where there is none.</summary>
    public long ValueAt(double share)
    {
        if (Count == 0) return 0;
        long rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Count);
        if (rank == Count) return Max;
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return Math.Min(MiddleOf(i), Max);
        }

        throw new InvalidOperationException("The counts of the buckets do not add up.");
    }

    /// <summary>Values up to 255 have buckets of their own; then 128 buckets for each doubling.</summary>
    private static int IndexOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - HalfBits);
        return (shift * Half) + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        int shift = Math.Max(0, (index / Half) - 1);
        long low = (long)(index - (shift * Half)) << shift;
        return low + ((1L << shift) / 2);
    }
}
