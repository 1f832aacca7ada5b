using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

public sealed class FailureTests
{
    [Fact]
    public async Task Step_Throws_OnlyThoseItTouchedFailAndTheRestIsAsEver()
    {
        Random random = new(1);
        GenerateRequest[] requests = [.. Enumerable.Range(0, 12).Select(_ => RandomRequests.Any(random))];
        await using SteppedEngine sound = new();
        List<int>[][] expected = await sound.Run(requests);

        FakeRunner runner = new() { Throws = step => step is 3 or 9 };
        await using SteppedEngine engine = new(runner, new EngineOptions { MaxSequences = 4, MaxBatchedTokens = 40 });
        Generation[] generations = [.. requests.Select(engine.Submit)];
        engine.Finish();
        int failed = 0;
        for (int i = 0; i < requests.Length; i++)
        {
            await generations[i].ReadToEnd();
            if (generations[i].Error is null)
            {
                Assert.Equal(expected[i], generations[i].Outputs);
                continue;
            }

            failed++;
            Assert.Equal(InferenceError.EngineFailed, generations[i].Refusal);
            for (int choice = 0; choice < expected[i].Length; choice++)
            {
                List<int> output = generations[i].Outputs[choice];
                Assert.Equal(expected[i][choice][..output.Count], output);
            }
        }

        Assert.InRange(failed, 1, 8);
        Assert.IsType<InvalidOperationException>(engine.Engine.Progress.LastFailure);

        // What the failed steps have spoilt is found by nobody.
        Assert.Equal(expected, await engine.Run(requests));
    }

    [Fact]
    public async Task Step_ThrowsEveryOtherTime_TheEngineGoesOn()
    {
        await using SteppedEngine engine = new(new FakeRunner { Throws = step => step % 2 == 0 });
        GenerateRequest request = RandomRequests.Make([1, 2, 3], new SamplingParams { MaxTokens = 1, Seed = 1 });
        await using Generation first = engine.Submit(request);
        engine.Finish();
        await using Generation second = engine.Submit(request);
        engine.Finish();
        await first.ReadToEnd();
        await second.ReadToEnd();
        Assert.Equal(InferenceError.EngineFailed, first.Refusal);
        Assert.Null(second.Error);
    }

    [Fact]
    public async Task Sample_NoTokenIsLeft_OnlyThatRequestFails()
    {
        await using SteppedEngine engine = new(eos: [0]);
        GenerateRequest good = RandomRequests.Make([1, 2, 3], new SamplingParams { MaxTokens = 8, IgnoreEos = true, N = 2 });
        await using Generation other = engine.Submit(good);
        await using Generation impossible = engine.Submit(RandomRequests.Make([1, 2], new SamplingParams { MinTokens = 2, MaxTokens = 8, AllowedTokenIds = [0], N = 3 }));
        engine.Finish();
        await other.ReadToEnd();
        await impossible.ReadToEnd();
        Assert.Null(other.Error);
        Assert.Equal(InferenceError.InvalidRequest, impossible.Refusal);
    }

    [Fact]
    public async Task Propose_Throws_FailsWhatRunsAndTheEngineGoesOn()
    {
        ScriptedProposers proposers = new(3, (tokens, _) => tokens.Length == 9 ? throw new InvalidOperationException("no guess") : []);
        await using SteppedEngine engine = new(proposers: proposers);
        await using Generation bad = engine.Submit(RandomRequests.Make([1, 2, 3, 4, 5], new SamplingParams { MaxTokens = 20, IgnoreEos = true }));
        engine.Finish();
        await bad.ReadToEnd();
        Assert.Equal((InferenceError.EngineFailed, 4), (bad.Refusal, bad.Outputs[0].Count));
        await engine.Run(RandomRequests.Make([1, 2, 3, 4, 5], new SamplingParams { MaxTokens = 3 }));
        Assert.Equal(0, proposers.Alive);
    }

    [Fact]
    public async Task Dispose_RequestsRunAndWait_AllStreamsEnd()
    {
        SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 2 });
        Generation[] generations = [.. Enumerable.Range(0, 6).Select(_ => engine.Submit(RandomRequests.Make([1, 2, 3], new SamplingParams { MaxTokens = 100, IgnoreEos = true })))];
        engine.Step();
        Generation unseen = engine.Submit(RandomRequests.Make([1], new SamplingParams()));
        await engine.DisposeAsync();
        await engine.DisposeAsync();
        Generation late = engine.Submit(RandomRequests.Make([1], new SamplingParams()));
        foreach (Generation generation in (Generation[])[.. generations, unseen, late])
        {
            await generation.ReadToEnd();
            Assert.Equal(InferenceError.Draining, generation.Refusal);
        }

        Assert.True(engine.Runner.IsDisposed);
        await engine.Engine.DrainAsync();
    }

    [Fact]
    public async Task Dispose_StepHangs_StreamsEndRegardless()
    {
        using ManualResetEventSlim entered = new(), release = new();
        FakeRunner runner = new()
        {
            OnForward = _ =>
            {
                entered.Set();
                release.Wait();
            },
        };
        InferenceEngine engine = new(runner, [], new EngineOptions { StopTimeout = TimeSpan.FromMilliseconds(20) });
        await using Generation generation = new(engine, RandomRequests.Make([1, 2, 3], new SamplingParams()));
        entered.Wait();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Assert.True(engine.Progress.IsStalled(now.AddMinutes(1), TimeSpan.FromSeconds(30)));
        Assert.False(engine.Progress.IsStalled(now, TimeSpan.FromSeconds(30)));
        await engine.DisposeAsync();
        await generation.ReadToEnd();
        Assert.Equal(InferenceError.Draining, generation.Refusal);
        Assert.False(runner.IsDisposed);
        release.Set();
        await engine.DrainAsync();
        Assert.True(runner.IsDisposed);
    }
}
