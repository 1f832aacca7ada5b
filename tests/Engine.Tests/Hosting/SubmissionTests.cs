using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

public sealed class SubmissionTests
{
    private static readonly int[] Four = [1, 2, 3, 4];

    public static TheoryData<string, InferenceError, string> Refused => new()
    {
        { "empty prompt", InferenceError.InvalidRequest, "Prompt" },
        { "unknown token", InferenceError.InvalidRequest, "Prompt" },
        { "no choices", InferenceError.InvalidRequest, "N" },
        { "temperature", InferenceError.InvalidRequest, "Temperature" },
        { "too many logprobs", InferenceError.InvalidRequest, "Logprobs" },
        { "too many prompt logprobs", InferenceError.InvalidRequest, "PromptLogprobs" },
        { "beams", InferenceError.InvalidRequest, "BeamWidth" },
        { "pacing", InferenceError.InvalidRequest, "Pacing" },
        { "too long pacing", InferenceError.InvalidRequest, "Pacing" },
        { "more emitted than max", InferenceError.InvalidRequest, "Emitted" },
        { "prompt fills context", InferenceError.TooLong, "Prompt" },
        { "output fills cache", InferenceError.TooLong, "MaxTokens" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Generate_WhatCanNeverBe_IsRefusedWithTheParameter(string what, InferenceError error, string parameter)
    {
        using CountedMeasurements counts = new();
        await using SteppedEngine engine = new(new FakeRunner(blockCount: 4, maxPositions: 100), new EngineOptions { MaxModelLength = 90 });
        counts.Watch(engine.Engine);
        GenerateRequest good = RandomRequests.Make(Four, new SamplingParams());
        GenerateRequest request = what switch
        {
            "empty prompt" => good with { Prompt = [] },
            "unknown token" => good with { Prompt = [1, 40] },
            "no choices" => good with { Sampling = new SamplingParams { N = 0 } },
            "temperature" => good with { Sampling = new SamplingParams { Temperature = float.NaN } },
            "too many logprobs" => good with { Sampling = new SamplingParams { Logprobs = 21 } },
            "too many prompt logprobs" => good with { Sampling = new SamplingParams { PromptLogprobs = 21 } },
            "beams" => good with { Sampling = new SamplingParams { BeamWidth = 2 } },
            "pacing" => good with { Pacing = TimeSpan.FromTicks(-1) },
            "too long pacing" => good with { Pacing = TimeSpan.FromSeconds(11) },
            "more emitted than max" => good with { Sampling = new SamplingParams { MaxTokens = 1 }, Emitted = [[1, 2]] },
            "prompt fills context" => good with { Prompt = new int[90] },
            "output fills cache" => good with { Sampling = new SamplingParams { MaxTokens = 70 } },
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
        await using Generation generation = engine.Submit(request);
        await generation.ReadToEnd();
        var exception = Assert.IsType<InferenceException>(generation.Error);
        Assert.Equal((error, parameter), (exception.Error, exception.Parameter));
        Assert.Equal(1, counts[$"inference:requests_refused{{{error}}}"]);
        Assert.Equal(0, counts["inference:requests_accepted"]);
    }

    [Theory]
    [InlineData(null, 4, 61)]
    [InlineData(70, 4, 61)]
    [InlineData(null, 100, 86)]
    [InlineData(61, 4, 57)]
    public async Task Generate_NoMaxTokens_GoesOnUntilContextOrCacheIsFull(int? context, int blocks, int expected)
    {
        await using SteppedEngine engine = new(new FakeRunner(blockCount: blocks, maxPositions: 90), new EngineOptions { MaxModelLength = context });
        GenerateRequest request = RandomRequests.Make(Four, new SamplingParams { MaxTokens = null, IgnoreEos = true, Seed = 1 });
        await using Generation generation = engine.Submit(request);
        engine.Finish();
        await generation.ReadToEnd();
        Assert.Equal(FinishReason.Length, generation.Finished[0]);
        Assert.Equal(expected, generation.Outputs[0].Count);
    }

    [Fact]
    public async Task Generate_QueueIsFull_IsToldWhenToTryAgain()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 2, MaxQueuedRequests = 3 });
        List<Generation> generations = [.. Enumerable.Range(0, 6).Select(_ => engine.Submit(Long()))];
        engine.Step();
        await generations[5].ReadToEnd();
        var refused = Assert.IsType<InferenceException>(generations[5].Error);
        Assert.Equal(InferenceError.Overloaded, refused.Error);
        Assert.True(refused.RetryAfter >= TimeSpan.FromSeconds(1));
        engine.Finish();
        foreach (Generation generation in generations[..5])
        {
            await generation.ReadToEnd();
            Assert.Null(generation.Error);
        }
    }

    [Fact]
    public async Task Generate_TooManyTokensWait_IsOverloaded()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 1, MaxQueuedTokens = 30 });
        Generation[] generations = [.. Enumerable.Range(0, 4).Select(_ => engine.Submit(Long()))];
        engine.Step();
        await generations[3].ReadToEnd();
        Assert.Equal(InferenceError.Overloaded, generations[3].Refusal);
        engine.Finish();
    }

    [Fact]
    public async Task Generate_WouldWaitTooLong_IsRefusedByWhatRequestsHaveTaken()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 1, MaxQueueWait = TimeSpan.FromSeconds(1) });
        await using Generation first = engine.Submit(Long());
        engine.Finish();

        // A request takes 40 steps of 10 ms: who comes third behind the one that runs would wait longer than a second.
        Generation[] generations = [.. Enumerable.Range(0, 5).Select(_ => engine.Submit(Long()))];
        engine.Step();

        foreach (Generation generation in generations[3..])
        {
            await generation.ReadToEnd();
            Assert.Equal(InferenceError.Overloaded, generation.Refusal);
            Assert.Equal(TimeSpan.FromSeconds(2), ((InferenceException)generation.Error!).RetryAfter);
        }

        engine.Finish();
        foreach (Generation generation in generations[..3])
        {
            await generation.ReadToEnd();
            Assert.Null(generation.Error);
        }
    }

    [Fact]
    public async Task Generate_DeadlinePassesWhileWaitingOrRunning_EndsWithIt()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 1 });
        DateTimeOffset now = engine.Time.GetUtcNow();
        await using Generation passed = engine.Submit(Long() with { Deadline = now });
        await using Generation running = engine.Submit(Long() with { Deadline = now.AddSeconds(5) });
        await using Generation waiting = engine.Submit(Long() with { Deadline = now.AddSeconds(3) });
        await using Generation patient = engine.Submit(Long() with { Deadline = now.AddHours(1) });
        engine.Step();
        engine.Time.Advance(TimeSpan.FromSeconds(3.5));
        engine.Step();
        Assert.True(engine.HasEnded(waiting));
        Assert.False(engine.HasEnded(running));
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        engine.Step();
        Assert.True(engine.HasEnded(running));
        engine.Finish();
        foreach (Generation late in (Generation[])[passed, running, waiting])
        {
            await late.ReadToEnd();
            Assert.Equal(InferenceError.DeadlineExceeded, late.Refusal);
        }

        await patient.ReadToEnd();
        Assert.Null(patient.Error);
    }

    [Fact]
    public async Task Generate_WouldWaitPastItsDeadline_IsRefusedAtOnce()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 1 });
        Generation[] others = [.. Enumerable.Range(0, 3).Select(_ => engine.Submit(Long()))];
        for (int i = 0; i < 3; i++)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(1));
            engine.Step();
        }

        engine.Engine.Loop.Throughput.Record(1, TimeSpan.FromSeconds(1000));
        await using Generation hurried = engine.Submit(Long() with { Deadline = engine.Time.GetUtcNow().AddSeconds(10) });
        engine.Step();
        await hurried.ReadToEnd();
        Assert.Equal(InferenceError.Overloaded, hurried.Refusal);
        engine.Finish();
        foreach (Generation other in others) await other.DisposeAsync();
    }

    [Fact]
    public async Task Drain_RequestsRun_TheyEndAndNoOthersAreTaken()
    {
        await using SteppedEngine engine = new();
        await using Generation before = engine.Submit(Long());
        engine.Step();
        Task drained = engine.Engine.DrainAsync();
        await using Generation after = engine.Submit(Long());
        engine.Step();
        await after.ReadToEnd();
        Assert.Equal(InferenceError.Draining, after.Refusal);
        Assert.False(drained.IsCompleted);
        engine.Finish();
        await drained;
        await before.ReadToEnd();
        Assert.Equal(40, before.Outputs[0].Count);
    }

    [Fact]
    public async Task Cancel_RequestRuns_ItsBlocksAreFreeWithTheNextStep()
    {
        await using SteppedEngine engine = new();
        Generation left = engine.Submit(Long() with { Sampling = new SamplingParams { N = 3, IgnoreEos = true, MaxTokens = 100 } });
        for (int i = 0; i < 5; i++) engine.Step();
        Assert.True(engine.Load.FreeBlocks < engine.Load.TotalBlocks);
        left.Cancel();
        Assert.False(engine.Step());
        Assert.Equal(engine.Load.TotalBlocks, engine.Load.FreeBlocks);
        await left.DisposeAsync();
    }

    [Fact]
    public void Problems_SeveralOptionsWrong_AllAreTold()
    {
        EngineOptions options = new() { MaxSequences = 600, MaxQueuedRequests = -1, MaxLogprobs = -2 };
        Assert.Equal(3, options.Problems().Count);
        Assert.Empty(new EngineOptions().Problems());
        var exception = Assert.Throws<ArgumentException>(() => new InferenceEngine(new FakeRunner(), [], options));
        Assert.All(options.Problems(), problem => Assert.Contains(problem, exception.Message, StringComparison.Ordinal));
    }

    private static GenerateRequest Long() => RandomRequests.Make(RandomRequests.Prompt(new Random(1), 20), new SamplingParams { MaxTokens = 40, IgnoreEos = true, Seed = 3 });
}
