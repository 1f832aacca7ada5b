using Inference.Cluster.Rollout;
using Inference.Simulation.Time;

namespace Inference.Cluster.Tests.Rollout;

public sealed class RolloutTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Next_FromOneVersionToAnotherWhileNodesDrainAndReplicasDie_NeverTooFewAreReady(int seed, int surge)
    {
        Random random = new(seed);
        List<RolloutReplica> replicas = [];
        Dictionary<string, int> wanted = new() { ["v1"] = 4 };
        int number = 0, deaths = 0;
        bool wasFull = false;
        for (int step = 0; step < 2000; step++)
        {
            if (step == 500) wanted = new() { ["v1"] = 3, ["v2"] = 1 };
            if (step == 900) wanted = new() { ["v2"] = 4 };
            if (step == 1300) wanted = new() { ["v2"] = 2 };
            foreach (RolloutAction action in RolloutPlanner.Next(wanted, replicas, surge))
            {
                if (action is RolloutAction.Start start) replicas.Add(new RolloutReplica(new ReplicaId($"r{number++}"), start.Version, ReplicaState.Loading));
                if (action is RolloutAction.Drain drain) Move(replicas.FindIndex(replica => replica.Id == drain.Replica), ReplicaEvent.Drain);
            }

            int total = wanted.Values.Sum(), ready = Ready();
            Assert.True(replicas.Count(replica => replica.State is ReplicaState.Loading or ReplicaState.Ready) <= Math.Max(total, 4) + surge);
            Assert.True(!wasFull || ready >= Math.Min(total, 4), $"{ready} of {total} are ready at step {step}.");
            int at = random.Next(replicas.Count);
            bool dies = step < 1500 && random.Next(60) == 0;
            if (dies && replicas[at].State == ReplicaState.Ready)
            {
                Move(at, ReplicaEvent.Die);
                (wasFull, deaths) = (false, deaths + 1);
            }
            else if (random.Next(100) == 0 && step < 1500)
            {
                replicas[at] = replicas[at] with { IsOnDrainingNode = true };
            }
            else
            {
                Move(at, replicas[at].State == ReplicaState.Loading ? ReplicaEvent.Loaded : ReplicaEvent.Drained);
            }

            replicas.RemoveAll(replica => replica.State is ReplicaState.Stopped or ReplicaState.Failed);
            wasFull |= Ready() >= total;
        }

        Assert.True(deaths > 0);
        Assert.All(replicas, replica => Assert.Equal(("v2", ReplicaState.Ready), (replica.Version, replica.State)));
        Assert.Equal(2, replicas.Count);

        int Ready() => replicas.Count(replica => replica.State == ReplicaState.Ready);

        void Move(int index, ReplicaEvent happened) => replicas[index] = replicas[index] with { State = ReplicaLifecycle.Next(replicas[index].State, happened) };
    }

    [Fact]
    public void LifecycleNext_EveryStateAndEvent_EndsStayEnds()
    {
        foreach (ReplicaEvent happened in Enum.GetValues<ReplicaEvent>())
        {
            Assert.Equal(ReplicaState.Stopped, ReplicaLifecycle.Next(ReplicaState.Stopped, happened));
            Assert.Equal(ReplicaState.Failed, ReplicaLifecycle.Next(ReplicaState.Failed, happened));
        }

        Assert.Equal(ReplicaState.Draining, ReplicaLifecycle.Next(ReplicaState.Draining, ReplicaEvent.Loaded));
        Assert.Equal(ReplicaState.Stopped, ReplicaLifecycle.Next(ReplicaState.Loading, ReplicaEvent.Drain));
        Assert.Equal(ReplicaState.Failed, ReplicaLifecycle.Next(ReplicaState.Ready, ReplicaEvent.Die));
    }

    [Fact]
    public void Choose_ByWeight_KeysStayAndMoveOnlyWithTheShares()
    {
        string[] keys = [.. Enumerable.Range(0, 10_000).Select(i => $"user {i}")];
        ModelVersion[] five = [new("v2", 5, ["canary"]), new("v1", 95, [])], twenty = [new("v2", 20, ["canary"]), new("v1", 80, [])];
        int before = keys.Count(key => VersionChoice.Choose(five, null, key)!.Name == "v2"), after = keys.Count(key => VersionChoice.Choose(twenty, null, key)!.Name == "v2");
        Assert.InRange(before, 400, 600);
        Assert.InRange(after, 1850, 2150);
        Assert.All(keys, key => Assert.True(VersionChoice.Choose(five, null, key)!.Name != "v2" || VersionChoice.Choose(twenty, null, key)!.Name == "v2"));
    }

    [Fact]
    public void Choose_AskedByNameOrAlias_IsThatOneOrNone()
    {
        ModelVersion[] versions = [new("v2", 0, ["canary"]), new("v1", 1, [])];
        Assert.Equal("v2", VersionChoice.Choose(versions, "canary", "k")!.Name);
        Assert.Equal("v2", VersionChoice.Choose(versions, "v2", "k")!.Name);
        Assert.Equal("v1", VersionChoice.Choose(versions, null, "k")!.Name);
        Assert.Null(VersionChoice.Choose(versions, "v3", "k"));
        Assert.Null(VersionChoice.Choose([versions[0]], null, "k"));
    }

    [Fact]
    public void OnDemand_AskedForThenIdle_IsLoadedOnceAndUnloaded()
    {
        VirtualTime time = new();
        NodeClock clock = new(time);
        OnDemandModel model = new(TimeSpan.FromMinutes(5), clock);
        time.Run(async () =>
        {
            Assert.True(model.Request());
            Assert.False(model.Request());
            model.Loaded();
            model.End();
            await Task.Delay(TimeSpan.FromMinutes(6), clock);
            Assert.False(model.TryUnload());
            model.End();
            Assert.False(model.TryUnload());
            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            Assert.True(model.TryUnload());
            Assert.False(model.Request());
            Assert.True(model.Unloaded());
            model.Loaded();
            Assert.Equal(OnDemandState.Loaded, model.State);
        });
    }
}
