using Inference.LoadTests.Client;
using Inference.LoadTests.Running;
using Inference.LoadTests.Scenarios;
using Inference.LoadTests.Targets;
using Inference.LoadTests.Tests.Support;

namespace Inference.LoadTests.Tests.Scenarios;

public sealed class OverloadCriteriaTests
{
    [Fact]
    public void Judge_GoodServer_KeepsAll() =>
        Assert.All(OverloadCriteria.Judge([(0.5, Run(5)), (1, Run(10)), (10, Run(9, refused: 90))]), result => Assert.True(result.IsKept, result.Text));

    [Fact]
    public void Judge_GoodputFalls_IsMissed() => Assert.False(OverloadCriteria.Judge([(1, Run(10)), (10, Run(8, refused: 90))])[0].IsKept);

    [Fact]
    public void Judge_AllThatIsOfferedIsGoodAndLessThanTheBest_IsKept() =>
        Assert.Equal((1, true), OverloadCriteria.Judge([(1, Run(8)), (10, Run(10, refused: 90))]) is [var goodput, ..] ? (goodput.Value, goodput.IsKept) : default);

    [Fact]
    public void Judge_MemoryGrows_IsMissed() => Assert.Contains(OverloadCriteria.Judge([(1, Run(10, memory: 100)), (10, Run(10, memory: 130))]), result => !result.IsKept && result.Text.Contains("memory"));

    [Fact]
    public void Judge_RefusalWithoutRetryAfterOrWith503_IsMissed()
    {
        Assert.Contains(OverloadCriteria.Judge([(1, Run(10, others: Records.Ended(0, Outcome.Refused, retryAfter: false)))]), result => !result.IsKept && result.Text.Contains("Retry-After"));
        Assert.Contains(OverloadCriteria.Judge([(1, Run(10, others: Records.Ended(0, Outcome.Unavailable)))]), result => !result.IsKept && result.Text.Contains("429"));
    }

    [Fact]
    public void Judge_AcceptedOneFails_IsMissed() =>
        Assert.Contains(OverloadCriteria.Judge([(1, Run(10, others: Records.Ended(0, Outcome.ConnectionLost)))]), result => !result.IsKept && result.Text.Contains("accepted"));

    [Theory]
    [InlineData("1,2,4", new double[] { 1, 2, 4 })]
    [InlineData("1-8", new double[] { 1, 2, 4, 8 })]
    [InlineData("1-100/3", new double[] { 1, 10, 100 })]
    public void Rates_Text_IsRead(string text, double[] expected) => Assert.Equal(expected, Rates.Parse(text).Select(rate => Math.Round(rate, 6)));

    [Theory]
    [InlineData("")]
    [InlineData("1,x")]
    [InlineData("8-1")]
    [InlineData("1-8/1")]
    public void Rates_None_SaysSo(string text) => Assert.Throws<FormatException>(() => Rates.Parse(text));

    private static RunResult Run(int good, int refused = 0, long memory = 100, RequestRecord? others = null)
    {
        List<RequestRecord> records = [.. Enumerable.Range(0, good).Select(_ => Records.Completed(0)), .. Enumerable.Range(0, refused).Select(_ => Records.Ended(0, Outcome.Refused))];
        if (others is not null) records.Add(others);
        return Results.Of("step", records) with { Samples = [new Sample(1, 1, memory, null, null, null, 0)] };
    }
}
