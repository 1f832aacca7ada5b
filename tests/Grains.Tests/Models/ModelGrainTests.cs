using Inference.Abstractions.Models;
using Inference.Client.Models;
using Inference.Cluster.Rollout;

namespace Inference.Grains.Tests.Models;

public sealed class ModelGrainTests
{
    [Fact]
    public async Task DeclareAsync_OneReplicaForEachWorker_FollowsTheNodes()
    {
        await using TestSilos silos = await TestSilos.StartAsync(2);
        await silos.DeclareAsync(TestSilos.Spec());
        ModelView two = await silos.ReadyAsync(2);
        Assert.Equal(2, two.Replicas.Select(replica => ReplicaKey.Parse(replica.Key).Node).Distinct().Count());
        string added = await silos.AddAsync();
        ModelView three = await silos.ReadyAsync(3);
        Assert.Contains(three.Replicas, replica => ReplicaKey.Parse(replica.Key).Node == added);
        await silos.KillAsync(added);
        await silos.ReadyAsync(2);
    }

    [Fact]
    public async Task DeclareAsync_ReplicasOfADeadNode_AreMadeGoodElsewhere()
    {
        await using TestSilos silos = await TestSilos.StartAsync(3);
        await silos.DeclareAsync(TestSilos.Spec(replicas: 2));
        ModelView before = await silos.ReadyAsync(2);
        string victim = ReplicaKey.Parse(before.Replicas[0].Key).Node;
        await silos.KillAsync(victim);
        ModelView after = await silos.ViewAsync(view => view.Replicas.Count == 2 && view.Replicas.All(replica => replica.State == ReplicaState.Ready && ReplicaKey.Parse(replica.Key).Node != victim));
        Assert.Equal(2, after.Replicas.Select(replica => ReplicaKey.Parse(replica.Key).Node).Distinct().Count());
    }

    [Fact]
    public async Task DeclareAsync_NewVersion_ReplacesTheOldOneAndServesAllTheTime()
    {
        await using TestSilos silos = await TestSilos.StartAsync(2);
        await silos.DeclareAsync(TestSilos.Spec(replicas: 2, version: "a"));
        await silos.ReadyAsync(2);
        await silos.DeclareAsync(TestSilos.Spec(replicas: 2, version: "b", source: "/models/two"));
        int fewest = int.MaxValue;
        await silos.ViewAsync(view =>
        {
            fewest = Math.Min(fewest, view.Replicas.Count(replica => replica.State == ReplicaState.Ready));
            return view.Replicas.Count == 2 && view.Replicas.All(replica => replica is { Version: "b", State: ReplicaState.Ready });
        });
        Assert.Equal(2, fewest);
        Assert.Equal(2, silos.Engines.Count(engine => engine.IsDisposed));
    }

    [Fact]
    public async Task DeclareAsync_NotEnoughMemory_SaysSo()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1, memory: 50);
        await silos.DeclareAsync(TestSilos.Spec(replicas: 1));
        ModelView view = await silos.ViewAsync(view => view.Problems.Count > 0);
        Assert.Contains("has not 100 bytes free", Assert.Single(view.Problems), StringComparison.Ordinal);
        Assert.Empty(view.Replicas);
    }

    [Fact]
    public async Task DeclareAsync_ReplicaCannotBeLoaded_SaysWhyAndTriesAgain()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1);
        silos.Failures[TestSilos.Source] = "The file is damaged.";
        await silos.DeclareAsync(TestSilos.Spec());
        ModelView view = await silos.ViewAsync(view => view.Problems.Count > 0);
        Assert.Contains("The file is damaged.", view.Problems[0], StringComparison.Ordinal);
        silos.Failures.Clear();
        await silos.ReadyAsync(1);
    }

    [Fact]
    public async Task DeclareAsync_SeveralShards_AreRefusedByTheNode()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1);
        ModelSpec spec = TestSilos.Spec(replicas: 1);
        await silos.DeclareAsync(spec with { Versions = [spec.Versions[0] with { Shards = 2 }] });
        ModelView view = await silos.ViewAsync(view => view.Problems.Count > 0);
        Assert.Contains("too few devices", view.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeclareAsync_SpecIsWrong_TellsAllProblems()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1);
        ModelSpec spec = TestSilos.Spec(replicas: -1, source: "");
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => silos.DeclareAsync(spec));
        Assert.Contains("Source is empty", error.Message, StringComparison.Ordinal);
        Assert.Contains("Replicas is -1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnActivateAsync_GrainComesBackElsewhere_KnowsItsSpecAndItsReplicas()
    {
        await using TestSilos silos = await TestSilos.StartAsync(2);
        ModelSpec spec = TestSilos.Spec(replicas: 2) with { IdleTimeout = TimeSpan.FromHours(1) };
        await silos.DeclareAsync(spec);
        ModelView before = await silos.ReadyAsync(2);
        ClusterModel front = silos.Front();
        foreach (ScriptedEngine engine in silos.Engines) engine.Free();
        await front.GenerateAsync(Requests.New("before", tokens: 1)).ReadAsync(1);
        await silos.DeactivateAsync(silos.ModelGrain);
        ModelView? first = await silos.ModelGrain.ViewAsync(-1, new FrontDemand("test"));
        Assert.True(first is null || first.Replicas.Count == 2);
        ModelView after = await silos.ReadyAsync(2);
        await front.GenerateAsync(Requests.New("after", tokens: 1)).ReadAsync(1);
        Assert.Equal(before.Replicas, after.Replicas);
        Assert.True(after.Change > before.Change);
        Assert.Equal(2, silos.Engines.Count);
        Assert.Equal((spec.IdleTimeout, TestSilos.Source), ((await silos.ModelGrain.GetSpecAsync())!.IdleTimeout, (await silos.ModelGrain.GetSpecAsync())!.Versions[0].Source));
    }

    [Fact]
    public async Task ViewAsync_OneVersionIsInUse_TheOtherDoesNotPutTheModelToSleep()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1);
        VersionSpec one = TestSilos.Spec(replicas: 1, version: "one").Versions[0];
        await silos.DeclareAsync(new ModelSpec { Name = TestSilos.Model, IdleTimeout = TimeSpan.FromSeconds(2), Versions = [one, one with { Name = "two" }] });
        string front = Guid.NewGuid().ToString("N");
        ClusterModel used = silos.Front("one", options => options.Front = front);
        silos.Front("two", options => options.Front = front);
        Task<int[][]> answer = used.GenerateAsync(Requests.New("r", tokens: 1)).ReadAsync(1);
        ScriptedEngine engine = await silos.TakenAsync("r");

        // The other version's watch has spoken since: a view is waited for as long as that takes.
        for (int i = 0; i < 2; i++) await silos.ModelGrain.ViewAsync((await silos.ModelGrain.ViewAsync(-1, new FrontDemand("test")))!.Change, new FrontDemand("test"));
        ModelView? view = await silos.ModelGrain.ViewAsync(-1, new FrontDemand("test"));
        Assert.All(view!.Replicas, replica => Assert.Equal(ReplicaState.Ready, replica.State));
        Assert.Equal(2, view.Replicas.Count);
        engine.Free();
        Assert.Equal(Requests.Expected(Requests.New("r", tokens: 1)), await answer);
    }

    [Fact]
    public async Task ViewAsync_NobodyAsksForLong_UnloadsAndLoadsAgainForARequest()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1);
        await silos.DeclareAsync(TestSilos.Spec() with { IdleTimeout = TimeSpan.FromMilliseconds(1) });
        await silos.ViewAsync(view => view.Replicas.Count == 0);
        ClusterModel front = silos.Front();
        Task<int[][]> answer = front.GenerateAsync(Requests.New("r", tokens: 1)).ReadAsync(1);
        (await silos.TakenAsync("r")).Allow(1);
        Assert.Equal(Requests.Expected(Requests.New("r", tokens: 1)), await answer);
    }
}
