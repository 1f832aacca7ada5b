using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Scheduling;
using Inference.Engine.Speculation;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

/// <summary>What a request generates is its own affair: not its neighbours', nor the schedule's, nor the cache's.</summary>
public sealed class SameBitsTests
{
    private const int Requests = 33;

    public static TheoryData<int?> Windows => new() { null, 1, 5, 16, 33, 50 };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Generate_AmongOthers_SameAsAlone(int? window)
    {
        GenerateRequest[] requests = Some(seed: 1);
        List<int>[][] alone = await Alone(requests, window);
        await using SteppedEngine together = new(new FakeRunner(window: window));
        Same(alone, await together.Run(requests));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 7)]
    [InlineData(16, 16)]
    [InlineData(33, 100)]
    [InlineData(64, 4096)]
    public async Task Generate_AnyChunks_SameAsAlone(int sequences, int tokens)
    {
        GenerateRequest[] requests = Some(seed: 2);
        List<int>[][] alone = await Alone(requests);
        foreach (bool caching in (bool[])[true, false])
        {
            EngineOptions options = new() { MaxSequences = sequences, MaxBatchedTokens = tokens, EnablePrefixCaching = caching };
            await using SteppedEngine engine = new(options: options);
            Same(alone, await engine.Run(requests));
            Same(alone, await engine.Run(requests));
            Assert.InRange(engine.Runner.MostRows, 1, tokens);
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Generate_FewBlocks_SameAsAlone(int? window)
    {
        GenerateRequest[] requests = Some(seed: 3);
        List<int>[][] alone = await Alone(requests, window);
        foreach (SchedulingPolicy policy in Enum.GetValues<SchedulingPolicy>())
        {
            EngineOptions options = new() { MaxSequences = 20, MaxBatchedTokens = 64, Policy = policy };
            using CountedMeasurements counts = new();
            await using SteppedEngine engine = new(new FakeRunner(blockCount: 11, window: window), options);
            counts.Watch(engine.Engine);
            Same(alone, await engine.Run(requests));
            if (window is null) Assert.True(counts["vllm:num_preemptions"] > 0);
        }
    }

    [Theory]
    [InlineData(256, null)]
    [InlineData(11, null)]
    [InlineData(11, 20)]
    public async Task Generate_WithGuesses_SameAsWithout(int blocks, int? window)
    {
        GenerateRequest[] requests = Some(seed: 4);
        List<int>[][] alone = await Alone(requests, window);
        Func<int[], int[]> oracle = tokens => Continuation(requests, alone, tokens);
        ITokenProposerFactory[] factories =
        [
            new PromptLookupProposerFactory(new SpeculationOptions { DraftTokens = 3, PromptLookupMin = 1, PromptLookupMax = 2 }),
            new ScriptedProposers(5, (tokens, random) => [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(-5, 60))]),
            new ScriptedProposers(20, (tokens, _) => oracle(tokens)),
            new ScriptedProposers(7, (tokens, random) => [.. oracle(tokens).Select(token => random.Next(4) == 0 ? random.Next(40) : token)]),
        ];
        foreach (ITokenProposerFactory factory in factories)
        {
            using CountedMeasurements counts = new();
            await using SteppedEngine engine = new(new FakeRunner(blockCount: blocks, window: window), new EngineOptions { MaxSequences = 20, MaxBatchedTokens = 100 }, factory);
            counts.Watch(engine.Engine);
            Same(alone, await engine.Run(requests));
            Assert.True(counts["vllm:spec_decode_num_draft_tokens"] > 0);
            if (factory is ScriptedProposers scripted) Assert.Equal(0, scripted.Alive);
        }
    }

    [Fact]
    public async Task Generate_SeveralChoices_EachAsWithEveryOtherNumber()
    {
        Random random = new(5);
        SamplingParams sampling = new() { Temperature = 1, MaxTokens = 40, Seed = 9 };
        int[] prompt = RandomRequests.Prompt(random, 37);
        await using SteppedEngine engine = new();
        List<int>[] six = (await engine.Run(RandomRequests.Make(prompt, sampling with { N = 6 })))[0];
        long rows = engine.Runner.RowsComputed;
        Assert.InRange(rows, 37, 37 + (6 * 39));
        Assert.True(six.Select(output => string.Join(',', output)).Distinct().Count() > 3, "The choices are all alike.");
        for (int n = 1; n < 6; n++)
        {
            EngineOptions options = new() { MaxSequences = 2, MaxBatchedTokens = 5 };
            await using SteppedEngine other = new(new FakeRunner(blockCount: 6), options);
            Same([six[..n]], await other.Run(RandomRequests.Make(prompt, sampling with { N = n })));
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Generate_ResumedAnywhere_SameAsUndisturbed(int? window)
    {
        Random random = new(6);
        GenerateRequest[] requests = Some(seed: 6);
        List<int>[][] whole = await Alone(requests, window);
        await using SteppedEngine engine = new(new FakeRunner(window: window), new EngineOptions { MaxBatchedTokens = 50, MaxSequences = 10 });
        for (int round = 0; round < 4; round++)
        {
            GenerateRequest[] resumed = [.. requests.Select((request, i) => request with
            {
                Emitted = [.. whole[i].Select(output => output[..(round == 0 ? output.Count : random.Next(output.Count + 1))])],
            })];
            Same(whole, await engine.Run(resumed));
        }
    }

    [Fact]
    public async Task Generate_Greedy_IsTheLikeliestTokenOfTheWholeContext()
    {
        await using SteppedEngine engine = new(eos: []);
        int[] prompt = RandomRequests.Prompt(new Random(7), 50);
        List<int> output = (await engine.Run(RandomRequests.Make(prompt, new SamplingParams { Temperature = 0, MaxTokens = 60 })))[0][0];
        Assert.Equal(60, output.Count);
        for (int i = 0; i < output.Count; i++)
        {
            float[] logits = engine.Runner.LogitsAfter([.. prompt, .. output[..i]]);
            Assert.Equal(Array.IndexOf(logits, logits.Max()), output[i]);
        }
    }

    private static int[] Continuation(GenerateRequest[] requests, List<int>[][] outputs, int[] tokens)
    {
        for (int i = 0; i < requests.Length; i++)
        {
            foreach (List<int> output in outputs[i])
            {
                int[] whole = [.. requests[i].Prompt, .. output];
                if (whole.AsSpan().StartsWith(tokens)) return whole[tokens.Length..];
            }
        }

        return [];
    }

    private static GenerateRequest[] Some(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Requests).Select(_ => RandomRequests.Any(random))];
    }

    private static async Task<List<int>[][]> Alone(GenerateRequest[] requests, int? window = null)
    {
        List<List<int>[]> outputs = [];
        foreach (GenerateRequest request in requests)
        {
            await using SteppedEngine engine = new(new FakeRunner(window: window), new EngineOptions { EnablePrefixCaching = false });
            outputs.AddRange(await engine.Run(request));
        }

        return [.. outputs];
    }

    private static void Same(List<int>[][] expected, List<int>[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i]);
    }
}
