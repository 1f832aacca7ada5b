using Inference.Simulation;

namespace Inference.Cluster.Tests.Simulation;

public sealed class SimulationTests
{
    [Fact]
    public void Run_TwoThousandSeeds_NothingIsLostRepeatedOrLeftBehind()
    {
        SeedRun run = SeedRun.Of(from: 1, count: 2000, Environment.ProcessorCount);
        Assert.True(run.Failure is null, $"Seed {run.Failure?.Seed}: {run.Failure?.Message}");
        Assert.True(run.Deaths > 1000 && run.Completed > run.Requests * 9 / 10, "The seeds do not show much.");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(42)]
    [InlineData(1637)]
    public void Run_SameSeedTwice_IsTheSameHistory(ulong seed) => Assert.Equal(new World(seed).Run(), new World(seed).Run());
}
