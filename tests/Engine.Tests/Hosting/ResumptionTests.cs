using Inference.Contracts;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

public sealed class ResumptionTests
{
    private static readonly SamplingParams Sampling = new() { N = 3, MaxTokens = 12, Seed = 5, StopTokenIds = [39], IgnoreEos = true };

    [Fact]
    public async Task Generate_AllChoicesWereOver_SaysSoAndComputesNothing()
    {
        await using SteppedEngine engine = new();
        GenerateRequest request = RandomRequests.Make([1, 2, 3], Sampling) with { Emitted = [[4, 39], [39], [.. Enumerable.Repeat(4, 12)]] };
        await using Generation generation = engine.Submit(request);
        engine.Finish();
        await generation.ReadToEnd();
        Assert.Equal((0, 0), (engine.Runner.Steps, generation.Received.Sum(chunk => chunk.Tokens.Count)));
        Assert.Equal([FinishReason.Stop, FinishReason.Stop, FinishReason.Length], Enumerable.Range(0, 3).Select(choice => generation.Finished[choice]));
        Assert.Equal([39, 39, null], generation.Received.OrderBy(chunk => chunk.Choice).Select(chunk => chunk.StopToken));
    }

    [Fact]
    public async Task Generate_SomeChoicesWereOver_OnlyTheOthersGoOn()
    {
        await using SteppedEngine engine = new();
        List<int>[] whole = (await engine.Run(RandomRequests.Make([1, 2, 3], Sampling)))[0];
        GenerateRequest rest = RandomRequests.Make([1, 2, 3], Sampling) with { Emitted = [whole[0], whole[1][..^1]] };
        await using Generation generation = engine.Submit(rest);
        engine.Finish();
        await generation.ReadToEnd();
        Assert.Equal(whole, generation.Outputs);
        Assert.Equal(0, generation.Received.Where(chunk => chunk.Choice == 0).Sum(chunk => chunk.Tokens.Count));
        Assert.Equal(1, generation.Received.Where(chunk => chunk.Choice == 1).Sum(chunk => chunk.Tokens.Count));
    }

    [Fact]
    public async Task Generate_ResumedWithPromptLogprobs_TheyAreNotSentAgain()
    {
        await using SteppedEngine engine = new();
        GenerateRequest request = RandomRequests.Make([1, 2, 3], Sampling with { N = 1, PromptLogprobs = 1 });
        await using Generation resumed = engine.Submit(request with { Emitted = [[4]] });
        engine.Finish();
        await resumed.ReadToEnd();
        Assert.All(resumed.Received, chunk => Assert.Null(chunk.PromptLogprobs));
    }
}
