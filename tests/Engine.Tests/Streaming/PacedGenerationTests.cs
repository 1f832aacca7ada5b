using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Streaming;

/// <summary>Requests whose readers want to be woken now and then only.</summary>
public sealed class PacedGenerationTests
{
    private static readonly TimeSpan Pacing = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Generate_Paced_SameChunksAsUnpaced()
    {
        Random random = new(4);
        GenerateRequest[] requests = [.. Enumerable.Range(0, 40).Select(_ => RandomRequests.Any(random))];
        await using SteppedEngine plain = new(), paced = new();
        List<int>[][] expected = await plain.Run(requests);
        List<int>[][] actual = await paced.Run([.. requests.Select(request => request with { Pacing = Pacing })]);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Generate_Paced_TokensOfAnIntervalComeTogether()
    {
        TickingTime time = new();
        await using InferenceEngine engine = Create(time);
        await using Generation generation = new(engine, Long());
        for (int step = 0; step < 5; step++) engine.Step();
        await ReadAsync(generation, 1);
        Assert.Single(generation.Received);
        time.Advance(Pacing.TotalMilliseconds);
        await ReadAsync(generation, 5);
        Assert.Equal(5, generation.Received.Count);
        Assert.All(generation.Received, chunk => Assert.Single(chunk.Tokens));
    }

    [Fact]
    public async Task Cancel_WhileTokensAreHeld_EndsWithinAStep()
    {
        await using SteppedEngine engine = new();
        Generation generation = engine.Submit(Long());
        for (int step = 0; step < 3; step++) engine.Step();
        Assert.False(engine.HasEnded(generation));
        generation.Cancel();
        engine.Step();
        Assert.True(engine.HasEnded(generation));
        await generation.DisposeAsync();
    }

    [Fact]
    public async Task Generate_StepFails_HeldTokensComeBeforeTheError()
    {
        TickingTime time = new();
        FakeRunner runner = new() { Throws = step => step == 4 };
        await using InferenceEngine engine = Create(time, runner);
        await using Generation generation = new(engine, Long());
        for (int step = 0; step < 5; step++) engine.Step();
        await generation.ReadToEnd();
        Assert.Equal(4, generation.Received.Count);
        Assert.Equal(InferenceError.EngineFailed, generation.Refusal);
    }

    private static InferenceEngine Create(TickingTime time, FakeRunner? runner = null) =>
        new(runner ?? new FakeRunner(), [0], new EngineOptions { CrowdedStreams = 1 }, proposers: null, time, new CountingSeeds());

    private static GenerateRequest Long() =>
        RandomRequests.Make([1, 2, 3], new SamplingParams { MaxTokens = 50, IgnoreEos = true, Seed = 1 }) with { Pacing = Pacing };

    /// <summary>Waits for what has been handed over, which comes by another thread.</summary>
    private static async Task ReadAsync(Generation generation, int atLeast)
    {
        for (generation.Read(); generation.Received.Count < atLeast; generation.Read()) await Task.Yield();
    }
}
