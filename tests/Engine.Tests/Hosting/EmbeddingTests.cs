using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Scheduling;
using Inference.Engine.Tests.Models;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

/// <summary>Vectors are computed beside generation, by the same steps, and are what they are by definition, to the bit.</summary>
public sealed class EmbeddingTests
{
    [Theory]
    [InlineData(PoolingKind.Last)]
    [InlineData(PoolingKind.Mean)]
    [InlineData(PoolingKind.Cls)]
    public async Task Embed_OneRequest_IsThePooledHiddenStateAndComputesNoLogits(PoolingKind pooling)
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxBatchedTokens = 10, MaxSequences = 2 });
        int[] tokens = RandomRequests.Prompt(new Random(1), 25);
        foreach (bool normalize in (bool[])[true, false])
        {
            EmbeddingRequest request = Embeddings.Make(tokens, pooling, normalize) with { CacheSalt = normalize ? "a" : "b" };
            Task<Embedding> embedding = engine.Engine.EmbedAsync(request);
            engine.Finish();
            AssertIs(request, engine.Runner, await embedding);
        }

        Assert.Equal((6, 50, 0), (engine.Runner.Steps, engine.Runner.RowsComputed, engine.Runner.LogitRowsComputed));
        Assert.Equal(2 * (pooling == PoolingKind.Mean ? 25 : 1), engine.Runner.HiddenRowsComputed);
    }

    [Theory]
    [InlineData(1, 1, 256, null)]
    [InlineData(4, 7, 256, null)]
    [InlineData(33, 100, 256, 5)]
    [InlineData(20, 64, 11, null)]
    [InlineData(20, 64, 11, 20)]
    public async Task Embed_AmongGenerations_SameBitsAsAloneAndLeavesThemTheirs(int sequences, int tokens, int blocks, int? window)
    {
        Random random = new(2);
        EmbeddingRequest[] requests = [.. Enumerable.Range(0, 30).Select(_ => Embeddings.Any(random))];
        GenerateRequest[] others = [.. Enumerable.Range(0, 15).Select(_ => RandomRequests.Any(random))];
        await using SteppedEngine alone = new(new FakeRunner(window: window));
        List<int>[][] outputs = await alone.Run(others);
        foreach (SchedulingPolicy policy in Enum.GetValues<SchedulingPolicy>())
        {
            EngineOptions options = new() { MaxSequences = sequences, MaxBatchedTokens = tokens, Policy = policy };
            using CountedMeasurements counts = new();
            await using SteppedEngine engine = new(new FakeRunner(blockCount: blocks, window: window), options);
            counts.Watch(engine.Engine);
            for (int round = 0; round < 2; round++)
            {
                Task<Embedding>[] embeddings = [.. requests.Select(request => engine.Engine.EmbedAsync(request))];
                Assert.Equal(outputs, await engine.Run(others));
                for (int i = 0; i < requests.Length; i++) AssertIs(requests[i], engine.Runner, await embeddings[i]);
            }

            if (blocks == 11 && window is null) Assert.True(counts["vllm:num_preemptions"] > 0);
        }
    }

    [Theory]
    [InlineData(PoolingKind.Last, 48)]
    [InlineData(PoolingKind.Mean, 0)]
    [InlineData(PoolingKind.Cls, 0)]
    public async Task Embed_PrefixIsCached_UsesItWherePoolingAllows(PoolingKind pooling, int hits)
    {
        using CountedMeasurements counts = new();
        await using SteppedEngine engine = new();
        int[] tokens = RandomRequests.Prompt(new Random(3), 60);
        await engine.Run(RandomRequests.Make(tokens, new SamplingParams { MaxTokens = 1 }));
        long before = engine.Runner.RowsComputed;
        counts.Watch(engine.Engine);
        Task<Embedding> embedding = engine.Engine.EmbedAsync(Embeddings.Make(tokens, pooling));
        engine.Finish();
        AssertIs(Embeddings.Make(tokens, pooling), engine.Runner, await embedding);
        Assert.Equal((hits, 60 - hits), (counts["vllm:prefix_cache_hits"], engine.Runner.RowsComputed - before));
    }

    [Fact]
    public async Task Embed_PrefixOfAnEmbedding_IsCachedForGeneration()
    {
        await using SteppedEngine engine = new();
        int[] tokens = RandomRequests.Prompt(new Random(4), 40);
        Task<Embedding> embedding = engine.Engine.EmbedAsync(Embeddings.Make(tokens));
        engine.Finish();
        await embedding;
        await using Generation generation = engine.Submit(RandomRequests.Make(tokens, new SamplingParams { MaxTokens = 1 }));
        engine.Finish();
        await generation.ReadToEnd();
        Assert.Equal(32, generation.Received[0].CachedTokens);
    }

    [Theory]
    [InlineData("empty", InferenceError.InvalidRequest, "Tokens")]
    [InlineData("unknown token", InferenceError.InvalidRequest, "Tokens")]
    [InlineData("negative token", InferenceError.InvalidRequest, "Tokens")]
    [InlineData("unknown pooling", InferenceError.InvalidRequest, "Pooling")]
    [InlineData("too long", InferenceError.TooLong, "Tokens")]
    public async Task Embed_WhatCanNeverBe_IsRefusedWithTheParameter(string what, InferenceError error, string parameter)
    {
        using CountedMeasurements counts = new();
        await using SteppedEngine engine = new(new FakeRunner(blockCount: 4, maxPositions: 100), new EngineOptions { MaxModelLength = 90 });
        counts.Watch(engine.Engine);
        EmbeddingRequest request = what switch
        {
            "empty" => Embeddings.Make([]),
            "unknown token" => Embeddings.Make([1, 40]),
            "negative token" => Embeddings.Make([-1]),
            "unknown pooling" => Embeddings.Make([1], (PoolingKind)9),
            "too long" => Embeddings.Make(new int[65]),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
        var refusal = await Assert.ThrowsAsync<InferenceException>(() => engine.Engine.EmbedAsync(request));
        Assert.Equal((error, parameter), (refusal.Error, refusal.Parameter));
        Assert.Equal((1, 0), (counts[$"inference:requests_refused{{{error}}}"], counts["inference:requests_accepted"]));
    }

    [Theory]
    [InlineData(4, null, null, 64)]
    [InlineData(100, null, 90, 90)]
    [InlineData(100, null, null, 100)]
    [InlineData(4, 16, null, 100)]
    public async Task Embed_AsLongAsCanBe_IsComputedAndOneMoreIsTooLong(int blocks, int? window, int? context, int longest)
    {
        await using SteppedEngine engine = new(
            new FakeRunner(blockCount: blocks, maxPositions: 100, window: window), new EngineOptions { MaxModelLength = context, MaxBatchedTokens = 16, MaxSequences = 1 });
        EmbeddingRequest request = Embeddings.Make(RandomRequests.Prompt(new Random(5), longest));
        Task<Embedding> embedding = engine.Engine.EmbedAsync(request);
        engine.Finish();
        AssertIs(request, engine.Runner, await embedding);
        var refusal = await Assert.ThrowsAsync<InferenceException>(() => engine.Engine.EmbedAsync(Embeddings.Make(new int[longest + 1])));
        Assert.Equal(InferenceError.TooLong, refusal.Error);
    }

    [Fact]
    public async Task Embed_CancelledExpiredFailedOrDrained_EndsSoAndIsCountedOnce()
    {
        using CountedMeasurements counts = new();
        using CancellationTokenSource cancellation = new();
        await using SteppedEngine engine = new(new FakeRunner { Throws = step => step == 4 }, new EngineOptions { MaxBatchedTokens = 10, MaxSequences = 5 });
        counts.Watch(engine.Engine);
        int[] tokens = RandomRequests.Prompt(new Random(6), 60);
        DateTimeOffset now = engine.Time.GetUtcNow();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.Engine.EmbedAsync(Embeddings.Make(tokens), new CancellationToken(true)));
        Task<Embedding> cancelled = engine.Engine.EmbedAsync(Embeddings.Make(tokens), cancellation.Token);
        Task<Embedding> late = engine.Engine.EmbedAsync(Embeddings.Make(tokens) with { Deadline = now.AddMilliseconds(25) });
        Task<Embedding> failed = engine.Engine.EmbedAsync(Embeddings.Make(tokens));
        engine.Step();
        engine.Step();
        await cancellation.CancelAsync();
        engine.Step();
        Assert.Equal(1, engine.Load.Running);
        engine.Finish();
        Task<Embedding> last = engine.Engine.EmbedAsync(Embeddings.Make(tokens));
        engine.Step();
        Task drained = engine.Engine.DrainAsync();
        Task<Embedding> refused = engine.Engine.EmbedAsync(Embeddings.Make(tokens));
        engine.Finish();
        await drained;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(InferenceError.DeadlineExceeded, (await Assert.ThrowsAsync<InferenceException>(() => late)).Error);
        Assert.Equal(InferenceError.EngineFailed, (await Assert.ThrowsAsync<InferenceException>(() => failed)).Error);
        Assert.Equal(InferenceError.Draining, (await Assert.ThrowsAsync<InferenceException>(() => refused)).Error);
        Assert.Equal(FakeRunner.HiddenSize, (await last).Vector.Length);

        Assert.Equal((4, 1), (counts["inference:requests_accepted"], counts["inference:requests_refused"]));
        Assert.Equal((1, 2, 1), (counts["vllm:request_success{stop}"], counts["vllm:request_success{error}"], counts["vllm:request_success{abort}"]));
        Assert.Equal((60, 0), (counts["vllm:prompt_tokens"], counts["vllm:generation_tokens"]));
    }

    [Fact]
    public async Task Embed_HiddenStatesAreNoNumbers_OnlyThatRequestFails()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxBatchedTokens = 4, MaxSequences = 4 });
        Task<Embedding> spoilt = engine.Engine.EmbedAsync(Embeddings.Make([1, 2, 3]));
        await using Generation other = engine.Submit(RandomRequests.Make([4], new SamplingParams { MaxTokens = 3, IgnoreEos = true }));
        engine.Runner.HiddenFactor = float.NaN;
        engine.Step();
        engine.Finish();
        Assert.Equal(InferenceError.EngineFailed, (await Assert.ThrowsAsync<InferenceException>(() => spoilt)).Error);
        await other.ReadToEnd();
        Assert.Null(other.Error);
    }

    private static void AssertIs(EmbeddingRequest request, FakeRunner runner, Embedding embedding)
    {
        RunnerSession.AssertSameBits(Embeddings.Expected(runner, request), embedding.Vector);
        Assert.Equal(request.Tokens.Count, embedding.PromptTokens);
    }
}
