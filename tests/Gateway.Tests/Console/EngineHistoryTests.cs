using Inference.Gateway.Console;

namespace Inference.Gateway.Tests.Console;

public sealed class EngineHistoryTests
{
    private readonly SetTime _time = new();

    [Fact]
    public void Since_SpanIsNotOver_HasNoPoint()
    {
        EngineHistory history = new(_time);
        history.AddGeneratedTokens(10);
        long known = -1;
        Assert.Empty(history.Since(ref known));
        _time.Now += TimeSpan.FromSeconds(2);
        HistoryPoint point = Assert.Single(history.Since(ref known));
        Assert.Equal((5, 0), (point.Generated, point.Prompt));
        Assert.Equal(_time.Now.TotalSeconds, point.At, 3);
        Assert.Empty(history.Since(ref known));
    }

    [Fact]
    public void Since_Percentiles_AreOfTheLastTenSeconds()
    {
        EngineHistory history = new(_time);
        history.AddFirstToken(0.1);
        history.AddBetweenTokens(0.02);
        _time.Now += TimeSpan.FromSeconds(14);
        long known = -1;
        IReadOnlyList<HistoryPoint> points = history.Since(ref known);
        Assert.Equal(7, points.Count);
        Assert.Equal([true, true, true, true, true, false, false], points.Select(point => point.FirstP50 is not null));
        Assert.All(points.Take(5), point => Assert.InRange(point.BetweenP95!.Value, 0.018, 0.022));
    }

    [Fact]
    public void Since_MoreThanTheWindowHasPassed_HasTheWindow()
    {
        EngineHistory history = new(_time);
        history.AddPromptTokens(7);
        _time.Now += EngineHistory.Window;
        history.AddPromptTokens(4);
        _time.Now += EngineHistory.Window;
        history.AddPromptTokens(100);
        long known = -1;
        IReadOnlyList<HistoryPoint> points = history.Since(ref known);
        Assert.Equal(150, points.Count);
        Assert.Equal(2, points.Sum(point => point.Prompt));
    }

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(20_000);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;
    }
}
