using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

public sealed class OperationsTests
{
    private static readonly SamplingParams Long = new() { MaxTokens = 200, IgnoreEos = true, Seed = 1 };

    [Fact]
    public async Task Observe_RunningAndWaiting_ShowsEachWithItsPhaseAndTokens()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 2, MaxBatchedTokens = 32 });
        GenerateRequest[] requests =
        [
            RandomRequests.Make([1, 2, 3], Long),
            RandomRequests.Make(new int[100], Long) with { Priority = 4 },
            RandomRequests.Make([5], Long with { N = 2 }),
        ];
        Generation[] generations = [.. requests.Select(engine.Submit)];
        engine.Step();
        engine.Step();

        int free = engine.Load.FreeBlocks;
        EngineSnapshot seen = await Observe(engine);

        Assert.Equal((2, 1), (seen.Running, seen.Waiting));
        Assert.Equal(requests.Select(request => request.Id), seen.Requests.Select(row => row.Id));
        Assert.Equal([RequestPhase.Decode, RequestPhase.Prefill, RequestPhase.Waiting], seen.Requests.Select(row => row.Phase));
        Assert.Equal([(3, 2, 1, 0), (100, 0, 1, 4), (1, 0, 2, 0)], seen.Requests.Select(row => (row.PromptTokens, row.GeneratedTokens, row.Choices, row.Priority)));
        Assert.All(seen.Requests, row => Assert.Equal(TimeSpan.FromMilliseconds(10), row.Age));
        Assert.Equal(free, seen.Blocks.Count(use => use is BlockUse.Free or BlockUse.Cached));
        foreach (Generation generation in generations) await generation.DisposeAsync();
        engine.Finish();
    }

    [Fact]
    public async Task EndChoice_OneOfSeveral_EndsItAloneAndChangesNothingOfTheOthers()
    {
        GenerateRequest request = RandomRequests.Make([1, 2, 3], Long with { N = 3, Temperature = 1 });
        await using SteppedEngine undisturbed = new();
        List<int>[] whole = (await undisturbed.Run(request))[0];
        await using SteppedEngine engine = new();
        await using Generation generation = engine.Submit(request);
        engine.Engine.EndChoice(request.Id, 1);
        for (int i = 0; i < 5; i++) engine.Step();
        engine.Engine.EndChoice(request.Id, 1);
        engine.Engine.EndChoice(request.Id, 1);
        engine.Engine.EndChoice(request.Id, 9);
        engine.Engine.EndChoice("another", 0);
        engine.Step();

        Assert.Equal(2, engine.Load.Running);
        engine.Finish();
        await generation.ReadToEnd();
        Assert.Null(generation.Error);
        Assert.Equal((FinishReason.Length, FinishReason.Stop, FinishReason.Length), (generation.Finished[0], generation.Finished[1], generation.Finished[2]));
        Assert.Equal(whole[0], generation.Outputs[0]);
        Assert.Equal(whole[2], generation.Outputs[2]);
        Assert.Equal(whole[1].Take(5), generation.Outputs[1]);
    }

    [Fact]
    public async Task EndChoice_TheLastOne_EndsTheRequest()
    {
        GenerateRequest request = RandomRequests.Make([1, 2, 3], Long with { N = 2 });
        await using SteppedEngine engine = new();
        await using Generation generation = engine.Submit(request);
        for (int i = 0; i < 3; i++) engine.Step();
        engine.Engine.EndChoice(request.Id, 0);
        engine.Engine.EndChoice(request.Id, 1);
        engine.Step();

        Assert.True(engine.HasEnded(generation));
        engine.Finish();
    }

    [Fact]
    public async Task Observe_PrefixesAreSharedAndThenLeft_BlocksAreSharedAndThenCached()
    {
        await using SteppedEngine engine = new();
        int[] prompt = RandomRequests.Prompt(new Random(3), 50);
        await using Generation first = engine.Submit(RandomRequests.Make(prompt, Long));
        engine.Step();
        await using Generation second = engine.Submit(RandomRequests.Make(prompt, Long));
        engine.Step();

        EngineSnapshot both = await Observe(engine);
        Assert.Equal(3, both.Blocks.Count(use => use == BlockUse.Shared));
        Assert.Equal((100, 48), (both.PrefixQueries, both.PrefixHits));
        Assert.Equal([0, 48], both.Requests.Select(row => row.CachedTokens));

        first.Cancel();
        second.Cancel();
        engine.Finish();
        EngineSnapshot none = await Observe(engine);
        Assert.Empty(none.Requests);
        Assert.Equal(3, none.Blocks.Count(use => use == BlockUse.Cached));
        Assert.DoesNotContain(none.Blocks, use => use is BlockUse.Held or BlockUse.Shared);
    }

    [Fact]
    public async Task Observe_BlocksRunOut_ShowsWhoWasPreempted()
    {
        await using SteppedEngine engine = new(new FakeRunner(blockCount: 8));
        SamplingParams sampling = Long with { MaxTokens = 100 };
        await using Generation first = engine.Submit(RandomRequests.Make(RandomRequests.Prompt(new Random(1), 20), sampling));
        await using Generation second = engine.Submit(RandomRequests.Make(RandomRequests.Prompt(new Random(2), 20), sampling));
        EngineSnapshot seen;
        do
        {
            Assert.True(engine.Step());
            seen = await Observe(engine);
        }
        while (seen.Preemptions == 0);

        Assert.Equal([RequestPhase.Decode, RequestPhase.Preempted], seen.Requests.Select(row => row.Phase));
        engine.Finish();
    }

    [Fact]
    public async Task Cancel_OpenChoices_EndEachWithAbortAndFreeTheirBlocks()
    {
        using CountedMeasurements counts = new();
        await using SteppedEngine engine = new();
        counts.Watch(engine.Engine);
        await using Generation generation = engine.Submit(RandomRequests.Make([1, 2, 3], Long with { N = 3 }));
        for (int step = 0; step < 5; step++) engine.Step();

        Task<bool> cancelled = engine.Engine.CancelAsync(generation.Request.Id);
        engine.Finish();

        Assert.True(await cancelled);
        await generation.ReadToEnd();
        Assert.Null(generation.Error);
        Assert.Equal([FinishReason.Abort, FinishReason.Abort, FinishReason.Abort], generation.Finished.OrderBy(choice => choice.Key).Select(choice => choice.Value));
        Assert.All(generation.Outputs, output => Assert.Equal(5, output.Count));
        Assert.Equal(1, counts["vllm:request_success{abort}"]);
    }

    [Fact]
    public async Task Cancel_WaitingRequest_EndsIt()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 1 });
        await using Generation running = engine.Submit(RandomRequests.Make([1, 2, 3], Long));
        await using Generation waiting = engine.Submit(RandomRequests.Make([1, 2, 3], Long));
        engine.Step();
        Task<bool> cancelled = engine.Engine.CancelAsync(waiting.Request.Id);
        engine.Step();
        Assert.True(await cancelled);
        await waiting.ReadToEnd();
        Assert.Equal(FinishReason.Abort, waiting.Finished[0]);
        engine.Finish();
        await running.ReadToEnd();
        Assert.Equal(FinishReason.Length, running.Finished[0]);
    }

    [Fact]
    public async Task Cancel_NoSuchRequest_IsFalse()
    {
        await using SteppedEngine engine = new();
        Task<bool> cancelled = engine.Engine.CancelAsync("nobody");
        engine.Step();
        Assert.False(await cancelled);
    }

    [Fact]
    public async Task Observe_EngineHasStopped_IsDraining()
    {
        SteppedEngine engine = new();
        await engine.DisposeAsync();
        var end = await Assert.ThrowsAsync<InferenceException>(() => engine.Engine.ObserveAsync());
        Assert.Equal(InferenceError.Draining, end.Error);
    }

    /// <summary>The mailbox is read before a step, so what is seen is as of the step before.</summary>
    private static async Task<EngineSnapshot> Observe(SteppedEngine engine)
    {
        Task<EngineSnapshot> seen = engine.Engine.ObserveAsync();
        engine.Engine.Step();
        return await seen;
    }
}
