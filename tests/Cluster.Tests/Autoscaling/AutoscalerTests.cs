using Inference.Cluster.Autoscaling;
using Inference.Simulation.Time;

namespace Inference.Cluster.Tests.Autoscaling;

public sealed class AutoscalerTests
{
    private readonly VirtualTime _time = new();
    private readonly NodeClock _clock;
    private readonly AutoscaleOptions _options = new() { MaxReplicas = 20 };

    public AutoscalerTests() => _clock = new NodeClock(_time);

    [Theory]
    [InlineData(4, 4 * 4096, 0.5, 0.1, 4)]
    [InlineData(4, 4 * 4096 * 1.05, 0.5, 0.1, 4)]
    [InlineData(4, 4 * 4096 * 1.5, 0.5, 0.1, 6)]
    [InlineData(4, 4 * 4096 * 100, 0.5, 0.1, 8)]
    [InlineData(4, 4096, 3, 0.1, 6)]
    [InlineData(4, 10, 30, 0.1, 4)]
    [InlineData(4, 0, 0.5, 0.98, 5)]
    [InlineData(15, 15 * 4096 * 2, 0.5, 0.1, 20)]
    [InlineData(0, 0, 0.0, 0.0, 1)]
    public void Decide_Signals_TheLoudestCounts(int replicas, double queued, double firstToken, double cache, int expected) =>
        Assert.Equal(expected, new Autoscaler(_options, _clock).Decide(new AutoscaleObservation(replicas, queued, TimeSpan.FromSeconds(firstToken), cache)).Replicas);

    [Fact]
    public void Decide_LoadFallsAndRises_ReplicasFollowUpAtOnceAndDownLate() => _time.Run(async () =>
    {
        Autoscaler autoscaler = new(_options, _clock);
        int replicas = 10;
        for (int second = 0; second < 280; second += 20)
        {
            // A wave shorter than the stabilization must not move anything.
            double load = second % 60 == 0 ? 1.0 : 0.2;
            replicas = autoscaler.Decide(new AutoscaleObservation(replicas, replicas * 4096 * load, null, 0)).Replicas;
            Assert.Equal(10, replicas);
            await Task.Delay(TimeSpan.FromSeconds(20), _clock);
        }

        for (int second = 0; second < 400; second += 20)
        {
            replicas = autoscaler.Decide(new AutoscaleObservation(replicas, 2 * 4096, null, 0)).Replicas;
            await Task.Delay(TimeSpan.FromSeconds(20), _clock);
        }

        Assert.Equal(2, replicas);
        Assert.Equal(4, autoscaler.Decide(new AutoscaleObservation(replicas, 2 * 4096 * 2, null, 0)).Replicas);
        Assert.Equal(4, autoscaler.Last!.Replicas);
    });

    [Fact]
    public void Problems_EverythingWrong_NamesAll()
    {
        AutoscaleOptions wrong = new()
        {
            MinReplicas = 0, MaxReplicas = -1, QueuedTokensPerReplica = 0, FirstTokenObjective = default, CacheUse = 0, Tolerance = 1, MaxGrowth = 1,
            DownStabilization = TimeSpan.FromSeconds(-1), UpStabilization = TimeSpan.FromSeconds(-1),
        };
        Assert.Equal(9, wrong.Problems().Count);
        Assert.Empty(new AutoscaleOptions().Problems());
    }
}
