using System.Runtime.CompilerServices;
using Inference.Cluster.Replicas;
using Inference.Contracts;
using Inference.Simulation.Model;
using Inference.Simulation.Time;

namespace Inference.Cluster.Tests.Replicas;

public sealed class ReplicaGateTests
{
    private static readonly GenerateRequest Request = new() { Id = "a", Prompt = [1, 2, 3], Sampling = new SamplingParams { MaxTokens = 30, Seed = 1 } };

    private readonly VirtualTime _time = new();
    private readonly SimulatedEngine _engine;
    private readonly ReplicaGate _gate;

    public ReplicaGateTests()
    {
        NodeClock clock = new(_time);
        _engine = new SimulatedEngine(clock, new SimulatedEngineOptions());
        _gate = new ReplicaGate(_engine, new ReplicaGateOptions { ConsumerPatience = TimeSpan.FromSeconds(5) }, clock);
    }

    [Fact]
    public void Generate_LaterAttemptComes_EarlierOneEndsAndComesNoMore() => _time.Run(async () =>
    {
        IAsyncEnumerator<TokenChunk> first = _gate.GenerateAsync(Request).GetAsyncEnumerator(), second = _gate.GenerateAsync(Request with { Attempt = 1 }).GetAsyncEnumerator();
        Assert.True(await first.MoveNextAsync());
        Assert.True(await second.MoveNextAsync());
        Assert.Equal(1, _engine.Open);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first.MoveNextAsync());
        while (await second.MoveNextAsync())
        {
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _gate.GenerateAsync(Request).GetAsyncEnumerator().MoveNextAsync());
        Assert.Equal((0, 0), (_engine.HeldBlocks, _gate.Open));
    });

    [Fact]
    public async Task Generate_LaterAttemptComesAndTheEngineEndsQuietly_EarlierOneDoesNotSeemFinished()
    {
        ReplicaGate gate = new(new QuietEngine(), new ReplicaGateOptions(), TimeProvider.System);
        IAsyncEnumerator<TokenChunk> first = gate.GenerateAsync(Request).GetAsyncEnumerator(), second = gate.GenerateAsync(Request with { Attempt = 1 }).GetAsyncEnumerator();
        ValueTask<bool> waits = first.MoveNextAsync();
        ValueTask<bool> waitsAfter = second.MoveNextAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waits);
        Assert.Equal((1, false), (gate.Open, waitsAfter.IsCompleted));
    }

    [Fact]
    public void Generate_NobodyTakesTheChunks_RequestEnds() => _time.Run(async () =>
    {
        IAsyncEnumerator<TokenChunk> chunks = _gate.GenerateAsync(Request with { Sampling = new SamplingParams { MaxTokens = 100_000, Seed = 1 }, Prompt = [5] }).GetAsyncEnumerator();
        Assert.True(await chunks.MoveNextAsync());
        Task drained = _gate.DrainAsync();
        await Task.Delay(TimeSpan.FromSeconds(6), new NodeClock(_time));
        Assert.Equal((0, 0, true), (_engine.HeldBlocks, _gate.Open, drained.IsCompleted));
    });

    [Fact]
    public void Drain_RequestsInWork_EndAndNewOnesAreRefused() => _time.Run(async () =>
    {
        List<int> tokens = [];
        IAsyncEnumerator<TokenChunk> chunks = _gate.GenerateAsync(Request).GetAsyncEnumerator();
        Assert.True(await chunks.MoveNextAsync());
        Task drained = _gate.DrainAsync();
        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(async () => await _gate.GenerateAsync(Request with { Id = "b" }).GetAsyncEnumerator().MoveNextAsync());
        Assert.Equal((InferenceError.Draining, false), (refusal.Error, drained.IsCompleted));
        do tokens.AddRange(chunks.Current.Tokens);
        while (await chunks.MoveNextAsync());
        await drained;
        Assert.Equal(SimulatedModel.Whole(Request, 0).Tokens, tokens);
    });

    /// <summary>Says nothing, and at a cancellation that this is all.</summary>
    private sealed class QuietEngine : ITokenService
    {
        public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (cancellationToken.UnsafeRegister(_ => cancelled.SetResult(), null)) await cancelled.Task;
            yield break;
        }
    }
}
