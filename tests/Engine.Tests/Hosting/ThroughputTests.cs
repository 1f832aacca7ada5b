using Inference.Engine.Hosting;

namespace Inference.Engine.Tests.Hosting;

public sealed class ThroughputTests
{
    [Fact]
    public void TimeFor_NothingWasComputed_IsUnknown() => Assert.Null(new Throughput().TimeFor(100));

    [Fact]
    public void TimeFor_SpeedChanges_FollowsIt()
    {
        Throughput throughput = new();
        throughput.Record(100, TimeSpan.FromSeconds(1));
        Assert.Equal(10, throughput.TimeFor(1000)!.Value.TotalSeconds, 1e-6);
        for (int i = 0; i < 60; i++) throughput.Record(50, TimeSpan.FromSeconds(1));
        Assert.Equal(20, throughput.TimeFor(1000)!.Value.TotalSeconds, 0.01);
        throughput.Record(0, TimeSpan.FromSeconds(1));
        throughput.Record(5, TimeSpan.Zero);
        Assert.Equal(50, throughput.TokensPerSecond, 0.1);
    }

    [Fact]
    public void TimeFor_VerySlow_IsBounded()
    {
        Throughput throughput = new();
        throughput.Record(1, TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.FromDays(1), throughput.TimeFor(long.MaxValue));
    }
}
