using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Tests.Support;

namespace Inference.LoadTests.Tests.Measurement;

public sealed class RunSummaryTests
{
    [Fact]
    public void Of_Window_LeavesOutWhatWarmsUp()
    {
        RunSummary summary = Summarise([Records.Completed(0.5, first: 9), Records.Completed(1), Records.Completed(2), Records.Completed(11)], from: 1, until: 11);

        Assert.Equal((2, 2), (summary.Sent, summary.Completed));
        Assert.Equal(0.2, summary.CompletedPerSecond, 9);
        Assert.Equal(100, summary.FirstToken.Max, 1.0);
    }

    [Fact]
    public void Of_Tokens_CountWhenTheyCome()
    {
        // One token a second from 0.5 on, of a request that was to be sent before the window.
        RunSummary summary = Summarise([Records.Completed(0, first: 0.5, gap: 1, tokens: 10)], from: 2, until: 7);

        Assert.Equal(0, summary.Sent);
        Assert.Equal(1, summary.OutputTokensPerSecond, 9);
    }

    [Fact]
    public void Of_Outcomes_AreCountedByKind()
    {
        RunSummary summary = Summarise(
            [
                Records.Completed(1), Records.Ended(1, Outcome.Refused), Records.Ended(1, Outcome.Refused, retryAfter: false), Records.Ended(1, Outcome.Unavailable),
                Records.Ended(1, Outcome.ConnectionLost), Records.Ended(1, Outcome.Truncated), Records.Ended(1, Outcome.Unfinished),
            ],
            from: 0,
            until: 10);

        Assert.Equal((7, 1, 3, 3, 1), (summary.Sent, summary.Completed, summary.Refused, summary.Failed, summary.RefusedWithoutRetryAfter));
        Assert.Equal(2, summary.Errors["Refused"]);
        Assert.Equal(1, summary.Errors["ConnectionLost"]);
    }

    [Fact]
    public void Of_ServiceLevel_GoodputCountsThoseThatKeepIt()
    {
        ServiceLevel level = ServiceLevel.Parse("ttft=200ms,tpot=50ms,gap=300ms,e2e=2s");
        RequestRecord[] records =
        [
            Records.Completed(1), Records.Completed(1, first: 0.3), Records.Completed(1, gap: 0.06), Records.Completed(1, first: 0.1, gap: 0.04, tokens: 60),
            Stalled(), Faulty(), Records.Ended(1, Outcome.Refused),
        ];

        RunSummary summary = Summarise(records, 0, 10, level);

        Assert.Equal(0.1, summary.GoodPerSecond, 9);
        Assert.Equal(1.0 / 7, summary.GoodShare, 9);
        Assert.Equal(1.0 / 6, summary.GoodShareOfAccepted, 9);
    }

    [Fact]
    public void Of_NothingMeasured_HasNoFigures()
    {
        RunSummary summary = Summarise([], 0, 10);

        Assert.Equal((0, 0L, 0.0), (summary.Sent, summary.FirstToken.Count, summary.GoodShare));
    }

    [Fact]
    public void Seconds_OfRequests_SayWhatHappenedInEach()
    {
        IReadOnlyList<SecondFigures> seconds = SecondFigures.Of([Records.Completed(0.2, first: 0.5, gap: 0.5, tokens: 4), Records.Ended(1.5, Outcome.Refused)]);

        Assert.Equal(3, seconds.Count);
        Assert.Equal([1, 1, 0], seconds.Select(second => second.Offered));
        Assert.Equal([0, 0, 1], seconds.Select(second => second.Completed));
        Assert.Equal([0, 1, 0], seconds.Select(second => second.Refused));
        Assert.Equal([1.0, 2, 1], seconds.Select(second => second.OutputTokens));
        Assert.Equal([0, 1, 1], seconds.Select(second => second.InFlight));
        Assert.Equal(500, seconds[0].FirstTokenP50!.Value, 0.1);
    }

    private static RequestRecord Stalled()
    {
        RequestRecord record = Records.Completed(1);
        record.Events[^1] += TimeSpan.FromSeconds(0.4);
        record.OutputTokens = 50;
        return record;
    }

    private static RequestRecord Faulty()
    {
        RequestRecord record = Records.Completed(1);
        record.Faults = new Dictionary<StreamFault, int> { [StreamFault.DuplicateEvent] = 1 };
        return record;
    }

    private static RunSummary Summarise(RequestRecord[] records, double from, double until, ServiceLevel? level = null) =>
        RunSummary.Of(records, TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(until), level ?? ServiceLevel.None);
}
