using Inference.Simulation.Nodes;

namespace Inference.Simulation;

/// <summary>What goes wrong, and when.</summary>
internal sealed class FaultPlan(World world)
{
    private const double From = 0.3, Until = 8;

    public void Begin()
    {
        Random random = world.Random;
        if (random.Next(2) == 0)
        {
            (world.Network.Loss, world.Network.Doubling, world.Network.Stragglers) = (random.NextDouble() * 0.03, random.NextDouble() * 0.08, random.NextDouble() * 0.01);
            world.Network.Jitter = TimeSpan.FromMilliseconds(random.Next(1, 40));
        }

        for (int i = 0; i < world.Scenario.Faults; i++) world.Time.After(world.Scenario.Between(From, Until), Strike);
    }

    private void Strike()
    {
        ReplicaNode replica = world.Replicas.Values.ElementAt(world.Random.Next(world.Replicas.Count));
        FrontNode front = world.Fronts.Values.ElementAt(world.Random.Next(world.Fronts.Count));
        switch (world.Random.Next(9))
        {
            case 0 or 1:
                world.Crash(replica);
                break;
            case 2:
                Freeze(replica);
                break;
            case 3:
                Slow(replica);
                break;
            case 4:
                Cut(front.Name, replica.Name);
                break;
            case 5:
                Cut(front.Name, "authority");
                break;
            case 6:
                world.Crash(front);
                break;
            case 7:
                foreach (SimulatedClient client in world.Clients) client.Disconnect();
                front.Clock.Skew += world.Scenario.Between(-0.5, 0.5);
                break;
            case 8:
                world.Go(() => RestartAsync(replica));
                break;
        }
    }

    private void Freeze(ReplicaNode replica)
    {
        if (replica.Clock.IsFrozen || !replica.IsUp) return;
        world.Note($"{replica.Name} hangs");
        replica.Clock.Freeze();
        TimeSpan time = world.Scenario.Between(0.5, 12);
        if (time > TimeSpan.FromSeconds(5)) world.Time.After(TimeSpan.FromSeconds(5), () => world.DeclareDead(replica));
        world.Time.After(time, () =>
        {
            world.Note($"{replica.Name} wakes");
            replica.Clock.Wake();
            if (replica.WasDeclaredDead) world.Time.After(world.Scenario.Between(0.2, 3), () => world.Crash(replica));
        });
    }

    private void Slow(ReplicaNode replica)
    {
        world.Note($"{replica.Name} is slow");
        replica.Engine.Slowness = 3 + (world.Random.NextDouble() * 60);
        world.Time.After(world.Scenario.Between(1, 6), () => replica.Engine.Slowness = 1);
    }

    private void Cut(string one, string other)
    {
        world.Note($"{one} and {other} are cut off from each other");
        world.Network.Cut(one, other);
        world.Time.After(world.Scenario.Between(0.5, 7), () => world.Network.Mend(one, other));
    }

    /// <summary>A replica drains, stops, and starts again.</summary>
    private async Task RestartAsync(ReplicaNode replica)
    {
        if (!replica.IsUp || replica.Clock.IsFrozen) return;
        world.Note($"{replica.Name} drains");
        await Task.WhenAny(replica.DrainAsync(), Task.Delay(TimeSpan.FromSeconds(5), world.Clock));
        world.Crash(replica);
    }
}
