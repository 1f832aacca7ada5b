using FsCheck;
using FsCheck.Fluent;
using Inference.LoadTests.Measurement;

namespace Inference.LoadTests.Tests.Measurement;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void ValueAt_AnyValues_IsWithinTheErrorOfTheExactQuantile() => Prop.ForAll<NonNegativeInt[], byte>((numbers, scale) =>
    {
        // From microseconds to years.
        long[] values = [.. numbers.Select(number => (long)number.Get << (scale % 40)), 0];
        LatencyHistogram histogram = new();
        foreach (long value in values) histogram.Add(value);
        long[] sorted = [.. values.Order()];
        return new[] { 0, 0.01, 0.5, 0.9, 0.99, 0.999, 1 }.All(share =>
        {
            long exact = sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
            return Math.Abs(histogram.ValueAt(share) - exact) <= exact * LatencyHistogram.RelativeError;
        }) && histogram.Max == sorted[^1] && histogram.Count == sorted.Length && Math.Abs(histogram.Mean - sorted.Average()) <= 1e-9 * sorted.Average();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void ValueAt_SmallValues_IsExact()
    {
        LatencyHistogram histogram = new();
        for (int value = 0; value < 256; value++) histogram.Add(value);

        Assert.All(Enumerable.Range(1, 256), rank => Assert.Equal(rank - 1, histogram.ValueAt(rank / 256.0)));
    }

    [Fact]
    public void ValueAt_LargestNumber_DoesNotOverflow()
    {
        LatencyHistogram histogram = new();
        histogram.Add(long.MaxValue);
        histogram.Add(-5);

        Assert.Equal((0L, long.MaxValue), (histogram.ValueAt(0.5), histogram.ValueAt(1)));
    }

    [Fact]
    public void ValueAt_Nothing_IsZero() => Assert.Equal(0, new LatencyHistogram().ValueAt(0.99));
}
