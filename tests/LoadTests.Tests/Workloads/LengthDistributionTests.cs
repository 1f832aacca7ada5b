using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Tests.Workloads;

public sealed class LengthDistributionTests
{
    [Theory]
    [InlineData("128", 128, 0)]
    [InlineData("64-192", 128, 37.2)]
    [InlineData("normal:128:32", 128, 32)]
    [InlineData("exponential:128", 128, 128)]
    [InlineData("pick:64*3,256", 112, 83.1)]
    public void Next_ManyDrawn_MeanAndDeviationAreThoseAskedFor(string text, double mean, double deviation)
    {
        LengthDistribution lengths = LengthDistribution.Parse(text);
        Random random = new(5);

        double[] drawn = [.. Enumerable.Range(0, 20000).Select(_ => (double)lengths.Next(random))];

        double average = drawn.Average();
        Assert.Equal(mean, average, mean * 0.03);
        Assert.Equal(deviation, Math.Sqrt(drawn.Average(value => (value - average) * (value - average))), 0.5 + (deviation * 0.04));
    }

    [Fact]
    public void Next_LogNormal_MedianIsTheOneGiven()
    {
        LengthDistribution lengths = LengthDistribution.Parse("lognormal:200:0.8");
        Random random = new(6);

        int[] drawn = [.. Enumerable.Range(0, 20001).Select(_ => lengths.Next(random)).Order()];

        Assert.Equal(200, drawn[10000], 6.0);
    }

    [Fact]
    public void Next_DistributionReachesBelowOne_IsOneAtLeast()
    {
        LengthDistribution lengths = LengthDistribution.Parse("normal:1:50");
        Random random = new(7);

        Assert.All(Enumerable.Range(0, 1000).Select(_ => lengths.Next(random)), length => Assert.True(length >= 1));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("9-3")]
    [InlineData("normal:5")]
    [InlineData("pick:")]
    [InlineData("pick:5*0")]
    [InlineData("1e99")]
    [InlineData("many")]
    public void Parse_NoLength_SaysSo(string text) => Assert.Contains(text, Assert.Throws<FormatException>(() => LengthDistribution.Parse(text)).Message);
}
