using Inference.Gateway.Console;

namespace Inference.Gateway.Tests.Console;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_RandomDurations_IsNearTheExactOne()
    {
        Random random = new(4);
        for (int trial = 0; trial < 50; trial++)
        {
            LatencyHistogram histogram = new();
            double[] durations = [.. Enumerable.Range(0, random.Next(200, 2000)).Select(_ => Math.Pow(10, (random.NextDouble() * 4) - 3))];
            foreach (double duration in durations) histogram.Add(duration);
            Array.Sort(durations);
            foreach (double share in (double[])[0.5, 0.95])
            {
                double exact = durations[(int)Math.Ceiling(share * durations.Length) - 1];
                Assert.InRange(histogram.Percentile(share)!.Value, exact / 1.1, exact * 1.1);
            }
        }
    }

    [Theory]
    [InlineData(0, 1e-4)]
    [InlineData(0.02, 0.02)]
    [InlineData(1e9, 420)]
    public void Percentile_One_IsItWithinTheHistogramsRange(double seconds, double expected)
    {
        LatencyHistogram histogram = new();
        histogram.Add(seconds);
        Assert.InRange(histogram.Percentile(0.5)!.Value, expected / 1.1, expected * 1.1);
    }

    [Fact]
    public void Percentile_NothingAddedOrAllCleared_IsNull()
    {
        LatencyHistogram histogram = new();
        Assert.Null(histogram.Percentile(0.5));
        histogram.Add(1);
        histogram.Clear();
        Assert.Null(histogram.Percentile(0.5));
    }

    [Fact]
    public void Add_Another_CountsBoth()
    {
        LatencyHistogram one = new(), other = new();
        one.Add(0.01);
        for (int i = 0; i < 9; i++) other.Add(1);
        one.Add(other);
        Assert.InRange(one.Percentile(0.5)!.Value, 0.9, 1.1);
        Assert.InRange(one.Percentile(0.05)!.Value, 0.009, 0.011);
    }
}
