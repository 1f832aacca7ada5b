using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Scheduling;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Scheduling;

public sealed class SchedulingTests
{
    [Fact]
    public async Task Schedule_ShortPromptBehindALongOne_IsNotHeldUp()
    {
        await using SteppedEngine engine = new(new FakeRunner(maxPositions: 2000, blockCount: 300), new EngineOptions { MaxSequences = 8, MaxBatchedTokens = 64 });
        await using Generation longOne = engine.Submit(Request(1500, max: 1));
        engine.Step();
        await using Generation shortOne = engine.Submit(Request(20, max: 5));
        for (int i = 0; i < 5; i++) engine.Step();
        await shortOne.ReadToEnd();
        Assert.Equal(5, shortOne.Outputs[0].Count);
        longOne.Read();
        Assert.False(longOne.HasEnded);
        engine.Finish();
    }

    /// <summary>However much else is going on, everyone who runs gets on in every step.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Schedule_RandomLoad_EveryRunningSequenceGetsTokensInEveryStep(int seed)
    {
        Random random = new(seed);
        FakeRunner runner = new(blockCount: 40);
        await using SteppedEngine engine = new(runner, new EngineOptions { MaxSequences = 10, MaxBatchedTokens = 24 });
        int steps = 0, most = 0;
        runner.OnForward = batch =>
        {
            steps++;
            most = Math.Max(most, batch.Slices.Length);
            foreach (var slice in batch.Slices) Assert.True(slice.RowCount > 0);
            Assert.InRange(batch.Tokens.Length, batch.Slices.Length, 24);
        };
        List<Generation> all = [];
        for (int i = 0; i < 60; i++)
        {
            all.Add(engine.Submit(RandomRequests.Any(random)));
            if (random.Next(2) == 0) engine.Step();
        }

        engine.Finish();
        Assert.InRange(most, 5, 10);
        foreach (Generation generation in all)
        {
            await generation.ReadToEnd();
            Assert.Null(generation.Error);
            await generation.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(SchedulingPolicy.Fcfs, new[] { 0, 1, 2, 3 })]
    [InlineData(SchedulingPolicy.Priority, new[] { 3, 1, 2, 0 })]
    public async Task Schedule_Priorities_AreHeededByThePolicyThatDoes(SchedulingPolicy policy, int[] expected)
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 1, Policy = policy });
        int[] priorities = [5, 0, 0, -1];
        Generation[] generations = [.. priorities.Select(priority => engine.Submit(Request(10, max: 3) with { Priority = priority }))];
        List<int> order = [];
        while (order.Count < 4)
        {
            engine.Step();
            for (int i = 0; i < 4; i++)
            {
                if (!order.Contains(i) && engine.HasEnded(generations[i])) order.Add(i);
            }
        }

        Assert.Equal(expected, order);
        foreach (Generation generation in generations) await generation.DisposeAsync();
    }

    [Fact]
    public async Task Schedule_BlocksRunOut_TheLatestOfTheLowestPriorityGivesWay()
    {
        using CountedMeasurements counts = new();
        await using SteppedEngine engine = new(new FakeRunner(blockCount: 8), new EngineOptions { Policy = SchedulingPolicy.Priority });
        counts.Watch(engine.Engine);
        SamplingParams sampling = new() { MaxTokens = 70, IgnoreEos = true, Seed = 1 };
        await using Generation low = engine.Submit(RandomRequests.Make(RandomRequests.Prompt(new Random(1), 20), sampling) with { Priority = 1 });
        await using Generation high = engine.Submit(RandomRequests.Make(RandomRequests.Prompt(new Random(2), 20), sampling));
        while (counts["vllm:num_preemptions"] == 0) Assert.True(engine.Step());
        Assert.Equal((1, 1), (engine.Load.Running, engine.Load.Waiting));
        while (!engine.HasEnded(high)) engine.Step();
        Assert.False(engine.HasEnded(low));
        engine.Finish();
        await low.ReadToEnd();
        Assert.Equal(70, low.Outputs[0].Count);
    }

    [Fact]
    public async Task Schedule_PromptLogprobs_BoundTheRowsOfLogitsAStep()
    {
        await using SteppedEngine engine = new(options: new EngineOptions { MaxPromptLogprobRows = 8 });
        int[] prompt = RandomRequests.Prompt(new Random(1), 90);
        GenerateRequest request = RandomRequests.Make(prompt, new SamplingParams { PromptLogprobs = 3, MaxTokens = 2, Temperature = 0, N = 2 });
        await engine.Run(request);
        await using Generation again = engine.Submit(request);
        engine.Finish();
        await again.ReadToEnd();
        Assert.InRange(engine.Runner.MostLogitRows, 2, 8);
        IReadOnlyList<TokenLogprobs?> report = again.Received[0].PromptLogprobs!;
        Assert.Equal(90, report.Count);
        Assert.Null(report[0]);
        for (int i = 1; i < 90; i++)
        {
            float[] logits = engine.Runner.LogitsAfter(prompt[..i]);
            double sum = logits.Sum(logit => Math.Exp(logit));
            Assert.Equal(Math.Log(Math.Exp(logits[prompt[i]]) / sum), report[i]!.Logprob, 1e-4);
            Assert.Equal((prompt[i], 3), (report[i]!.Token, report[i]!.Top.Count));
        }

        Assert.All(again.Received.Skip(1), chunk => Assert.Null(chunk.PromptLogprobs));
    }

    [Fact]
    public async Task Schedule_SamePromptAgain_ComputesOnlyWhatTheCacheLacks()
    {
        using CountedMeasurements counts = new();
        await using SteppedEngine engine = new();
        counts.Watch(engine.Engine);
        GenerateRequest request = RandomRequests.Make(RandomRequests.Prompt(new Random(1), 80), new SamplingParams { MaxTokens = 1 });
        await engine.Run(request);
        Assert.Equal(80, engine.Runner.RowsComputed);
        await engine.Run(request);
        Assert.Equal(80 + 16, engine.Runner.RowsComputed);
        await engine.Run(request with { CacheSalt = "other" });
        Assert.Equal(80 + 16 + 80, engine.Runner.RowsComputed);
        Assert.Equal((240, 64), (counts["vllm:prefix_cache_queries"], counts["vllm:prefix_cache_hits"]));
    }

    private static GenerateRequest Request(int prompt, int max) =>
        RandomRequests.Make(RandomRequests.Prompt(new Random(prompt), prompt), new SamplingParams { MaxTokens = max, IgnoreEos = true, Seed = 1 });
}
