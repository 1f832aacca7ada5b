using Inference.Abstractions.Batching;
using Inference.Abstractions.Models;
using Inference.Client.Models;
using Inference.Contracts;
using Orleans.Runtime;

namespace Inference.Grains.Tests.Batching;

public sealed class StreamTests
{
    [Fact]
    public async Task GenerateAsync_ManyStreamsAtOnce_EachGetsItsOwnTokens()
    {
        await using TestSilos silos = await TestSilos.StartAsync(2);
        await silos.DeclareAsync(TestSilos.Spec());
        await silos.ReadyAsync(2);
        foreach (ScriptedEngine engine in silos.Engines) engine.Free();
        ClusterModel front = silos.Front();
        GenerateRequest[] requests = [.. Enumerable.Range(0, 64).Select(i => Requests.New($"r{i}", tokens: 50, choices: 1 + (i % 3), seed: (ulong)i))];
        int[][][] answers = await Task.WhenAll(requests.Select(request => front.GenerateAsync(request).ReadAsync(request.Sampling.N)));
        for (int i = 0; i < requests.Length; i++) Assert.Equal(Requests.Expected(requests[i]), answers[i]);
    }

    [Fact]
    public async Task GenerateAsync_SiloIsKilledMidStream_GoesOnWithTheNextToken()
    {
        await using TestSilos silos = await TestSilos.StartAsync(3);
        await silos.DeclareAsync(TestSilos.Spec());
        await silos.ReadyAsync(3);
        ClusterModel front = silos.Front();
        GenerateRequest request = Requests.New("r", choices: 2);
        TaskCompletionSource half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int[][]> answer = front.GenerateAsync(request).ReadAsync(2, read: count =>
        {
            if (count >= 10) half.TrySetResult();
        });
        ScriptedEngine first = await silos.TakenAsync("r");
        first.Allow(5);
        await half.Task;
        await silos.KillAsync(first.Node);
        ScriptedEngine second = await silos.TakenAsync("r");
        Assert.NotEqual(first.Node, second.Node);
        second.Free();
        Assert.Equal(Requests.Expected(request), await answer);
    }

    [Fact]
    public async Task GenerateAsync_NodeDrains_EndsThereAndNewOnesGoElsewhere()
    {
        await using TestSilos silos = await TestSilos.StartAsync(2);
        await silos.DeclareAsync(TestSilos.Spec());
        await silos.ReadyAsync(2);
        ClusterModel front = silos.Front();
        GenerateRequest request = Requests.New("r");
        Task<int[][]> answer = front.GenerateAsync(request).ReadAsync(1);
        ScriptedEngine first = await silos.TakenAsync("r");
        Task drained = silos.NodeOf(first.Node).DrainAsync(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 5; i++)
        {
            Task<int[][]> other = front.GenerateAsync(Requests.New($"other{i}", tokens: 1)).ReadAsync(1);
            ScriptedEngine elsewhere = await silos.TakenAsync($"other{i}");
            Assert.NotEqual(first.Node, elsewhere.Node);
            elsewhere.Allow(1);
            await other;
        }

        Assert.False(drained.IsCompleted);
        first.Free();
        Assert.Equal(Requests.Expected(request), await answer);
        await drained;
    }

    [Fact]
    public async Task GenerateAsync_CallerLeaves_EngineStops()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1);
        await silos.DeclareAsync(TestSilos.Spec());
        await silos.ReadyAsync(1);
        ClusterModel front = silos.Front();
        using CancellationTokenSource leave = new();
        Task<int[][]> answer = front.GenerateAsync(Requests.New("r"), leave.Token).ReadAsync(1);
        ScriptedEngine engine = await silos.TakenAsync("r");
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        while (!engine.Cancelled.Contains("r")) await Task.Yield();
    }

    [Fact]
    public async Task GenerateAsync_AnotherFrontTakesTheRequestOver_TheEarlierAttemptEnds()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1);
        await silos.DeclareAsync(TestSilos.Spec());
        await silos.ReadyAsync(1);
        ClusterModel one = silos.Front(), other = silos.Front();
        GenerateRequest request = Requests.New("r");
        Task<int[][]> lost = one.GenerateAsync(request).ReadAsync(1);
        await silos.TakenAsync("r");
        Task<int[][]> taken = other.GenerateAsync(request with { Attempt = 1L << 32 }).ReadAsync(1);
        (await silos.TakenAsync("r")).Free();
        Assert.Equal(Requests.Expected(request), await taken);
        await Assert.ThrowsAsync<SupersededException>(() => lost);
    }

    [Fact]
    public async Task EmbedAsync_AnyReplica_ItsVector()
    {
        await using TestSilos silos = await TestSilos.StartAsync(2);
        await silos.DeclareAsync(TestSilos.Spec());
        await silos.ReadyAsync(2);
        ClusterModel front = silos.Front();
        Embedding embedding = await front.EmbedAsync(new EmbeddingRequest { Id = "e", Tokens = [2, 4] });
        Assert.Equal([1f, 2f], embedding.Vector);
    }

    [Fact]
    public async Task OpenAsync_NodeIsNotThere_FailsAndIsPlacedNowhereElse()
    {
        await using TestSilos silos = await TestSilos.StartAsync(1);
        IBatcherGrain batcher = silos.Grains.GetGrain<IBatcherGrain>(new ReplicaKey(TestSilos.Model, "", 0, "nowhere").ToString());
        await Assert.ThrowsAsync<SiloUnavailableException>(() => batcher.GenerateAsync("session", 1, Requests.New("r")));
    }
}
