using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Tests.Support;

namespace Inference.LoadTests.Tests.Measurement;

public sealed class ObjectiveTests
{
    /// <summary>First tokens after 100 ms, gaps of 10 ms; half a request a second; one in five fails.</summary>
    private static readonly RunSummary Run = RunSummary.Of(
        [.. Enumerable.Range(0, 4).Select(i => Records.Completed(i)), Records.Ended(1, Outcome.ConnectionLost)], TimeSpan.Zero, TimeSpan.FromSeconds(8), ServiceLevel.None);

    [Theory]
    [InlineData("ttft.p99<200ms", true)]
    [InlineData("ttft.p99 < 0.05s", false)]
    [InlineData("ttft.max>=100ms", true)]
    [InlineData("itl.p50<=10.1ms", true)]
    [InlineData("e2e.mean>1s", false)]
    [InlineData("errors<=20%", true)]
    [InlineData("errors<0.2", false)]
    [InlineData("good>=80%", true)]
    [InlineData("completed>=0.5", true)]
    [InlineData("output>100", false)]
    public void IsKeptBy_Figure_IsCompared(string text, bool expected) => Assert.Equal(expected, Objective.Parse(text).IsKeptBy(Run));

    [Fact]
    public void IsKeptBy_NothingMeasured_IsMissed() =>
        Assert.False(Objective.Parse("ttft.p99<1h").IsKeptBy(RunSummary.Of([Records.Ended(1, Outcome.Refused)], TimeSpan.Zero, TimeSpan.FromSeconds(5), ServiceLevel.None)));

    [Theory]
    [InlineData("ttft.p99")]
    [InlineData("ttft.p42<1s")]
    [InlineData("ttft<1s")]
    [InlineData("happiness>3")]
    [InlineData("errors<much")]
    [InlineData("ttft.p99<soon")]
    public void Parse_NoObjective_SaysSo(string text) => Assert.Throws<FormatException>(() => Objective.Parse(text));

    [Theory]
    [InlineData("ttft=")]
    [InlineData("ttft")]
    [InlineData("speed=1s")]
    public void ServiceLevel_NoLimit_SaysSo(string text) => Assert.Throws<FormatException>(() => ServiceLevel.Parse(text));

    [Fact]
    public void Knee_GoodnessFalls_IsTheLastLoadServedWell()
    {
        Assert.Equal(4, LoadPoint.Knee([new(8, 5), new(1, 1), new(2, 1.9), new(4, 3.7), new(16, 15.9)]));
        Assert.Null(LoadPoint.Knee([new(1, 0.5), new(2, 2)]));
    }

    [Fact]
    public void Sums_PrometheusText_AddsOverLabels()
    {
        Dictionary<string, double> sums = MetricsText.Sums("""
            # HELP a_total Something
            a_total{x="1",y="b } c"} 2.0
            a_total{x="2"} 3 1700000000
            b 1e3
            c_bucket{le="+Inf"} 7
            d NaN
            broken
            e{x="1"

            """);

        Assert.Equal([("a_total", 5.0), ("b", 1000.0)], sums.Select(pair => (pair.Key, pair.Value)));
    }
}
