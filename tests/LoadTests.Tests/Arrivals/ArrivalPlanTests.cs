using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Tests.Arrivals;

public sealed class ArrivalPlanTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(4000);

    [Theory]
    [InlineData("poisson:10", 1)]
    [InlineData("gamma:10:0.25", 4)]
    [InlineData("gamma:10:1", 1)]
    [InlineData("gamma:10:4", 0.25)]
    [InlineData("constant:10", 0)]
    public void Over_ManyIntervals_MeanAndVarianceAreThoseOfTheProcess(string text, double squaredVariation)
    {
        double[] gaps = Gaps(text, seed: 7);

        double mean = gaps.Average(), variance = gaps.Average(gap => (gap - mean) * (gap - mean));

        // 40,000 intervals: the mean of the burstiest is known to about one percent, its variance to about five.
        Assert.Equal(0.1, mean, 0.1 * 0.03);
        Assert.Equal(squaredVariation, variance / (mean * mean), Math.Max(1e-9, squaredVariation * 0.15));
    }

    [Fact]
    public void Over_SameSeed_GivesTheSameArrivals()
    {
        Assert.Equal(ArrivalPlan.Parse("gamma:5:0.5").Over(Long, 3), ArrivalPlan.Parse("gamma:5:0.5").Over(Long, 3));
        Assert.NotEqual(ArrivalPlan.Parse("gamma:5:0.5").Over(Long, 3), ArrivalPlan.Parse("gamma:5:0.5").Over(Long, 4));
    }

    [Fact]
    public void Over_Steps_EachHasItsRate()
    {
        Arrival[] arrivals = [.. ArrivalPlan.Parse("steps:2,20,8").Over(TimeSpan.FromSeconds(3000), 1)];

        int[] counts = [.. Enumerable.Range(0, 3).Select(step => arrivals.Count(arrival => (int)(arrival.At.TotalSeconds / 1000) == step))];

        Assert.Equal(2000, counts[0], 200.0);
        Assert.Equal(20000, counts[1], 600.0);
        Assert.Equal(8000, counts[2], 400.0);
    }

    [Theory]
    [InlineData("ramp:2-10")]
    [InlineData("ramp:10-2")]
    public void Over_Ramp_RateChangesAlongALine(string text)
    {
        double[] times = [.. ArrivalPlan.Parse(text).Over(TimeSpan.FromSeconds(2000), 5).Select(arrival => arrival.At.TotalSeconds)];

        int early = times.Count(time => time < 1000), late = times.Length - early;

        // Means of 4 and 8 a second in the two halves.
        Assert.Equal(text == "ramp:2-10" ? 4000 : 8000, early, 300.0);
        Assert.Equal(text == "ramp:2-10" ? 8000 : 4000, late, 300.0);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public void Over_Constant_IsEven()
    {
        double[] times = [.. ArrivalPlan.Parse("constant:4").Over(TimeSpan.FromSeconds(2), 1).Select(arrival => arrival.At.TotalSeconds)];

        Assert.Equal([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75], times.Select(time => Math.Round(time, 6)));
    }

    [Fact]
    public void Parse_Closed_HasClientsAndNoTimes()
    {
        ArrivalPlan plan = ArrivalPlan.Parse("closed:16");

        Assert.Equal(16, plan.Clients);
        Assert.False(plan.IsOpen);
        Assert.Throws<InvalidOperationException>(() => plan.Over(Long, 1));
    }

    [Theory]
    [InlineData("poisson")]
    [InlineData("poisson:0")]
    [InlineData("poisson:-1")]
    [InlineData("poisson:NaN")]
    [InlineData("gamma:1:0")]
    [InlineData("closed:0")]
    [InlineData("closed:99999999999")]
    [InlineData("steps:")]
    [InlineData("ramp:5")]
    [InlineData("weibull:1")]
    public void Parse_NoArrivals_SaysSo(string text) => Assert.Contains(text, Assert.Throws<FormatException>(() => ArrivalPlan.Parse(text)).Message);

    private static double[] Gaps(string text, long seed)
    {
        double[] times = [.. ArrivalPlan.Parse(text).Over(Long, seed).Select(arrival => arrival.At.TotalSeconds)];
        return [.. times.Skip(1).Zip(times, (later, earlier) => later - earlier)];
    }
}
