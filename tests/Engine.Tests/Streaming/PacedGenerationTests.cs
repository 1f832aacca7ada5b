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
        List<int> arrivals = [];
        for (int step = 0; step < 21; step++)
        {
            engine.Step();
            int before = generation.Received.Count;
            await SettleAsync(generation, step == 0 ? 1 : before);
            arrivals.Add(generation.Received.Count - before);
            time.Advance(5);
            await SettleAsync(generation, step > 0 && step % 4 == 0 ? step + 1 : 0);
        }

        Assert.Equal(1, arrivals[0]);
        Assert.All(arrivals.Skip(1), each => Assert.Equal(0, each));
        Assert.Equal(21, generation.Received.Count);
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
        FakeRunner runner = new();
        await using InferenceEngine engine = Create(time, runner);
        await using Generation generation = new(engine, Long());
        for (int step = 0; step < 4; step++) engine.Step();
        runner.FailNext();
        engine.Step();
        await generation.ReadToEnd();
        Assert.Equal(4, generation.Received.Count);
        Assert.Equal(InferenceError.EngineFailed, generation.Refusal);
    }

    private static InferenceEngine Create(TickingTime time, FakeRunner? runner = null) =>
        new(runner ?? new FakeRunner(), [0], new EngineOptions(), proposers: null, time, new CountingSeeds());

    private static GenerateRequest Long() =>
        RandomRequests.Make([1, 2, 3], new SamplingParams { MaxTokens = 50, IgnoreEos = true, Seed = 1 }) with { Pacing = Pacing };

    /// <summary>What has been handed over is read on another thread.</summary>
    private static async Task SettleAsync(Generation generation, int atLeast)
    {
        for (generation.Read(); generation.Received.Count < atLeast; generation.Read()) await Task.Yield();
    }
}
