using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Constraints;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Scheduling;

public sealed class StepSamplerTests
{
    /// <summary>So many that each sequence is an item of its own.</summary>
    private const int Vocabulary = 17_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sample_ManyThreads_EverythingIsAsOnOne(int seed)
    {
        Random random = new(seed);
        GenerateRequest[] requests = [.. Enumerable.Range(0, 24).Select(_ => RandomRequests.Any(random))];
        FakeRunner one = new(Vocabulary), many = new(Vocabulary) { HasThreads = true };

        string[] expected = await Run(one, requests), actual = await Run(many, requests);

        Assert.Equal(expected, actual);
        Assert.InRange(many.MostShared, 8, 1000);
    }

    /// <summary>All choices share one constraint and one reasoning before it, which learn as they are used.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Sample_ManyThreadsUnderOneConstraint_EverythingIsAsOnOne(int seed)
    {
        const int Requests = 3, Choices = 8;
        GenerateRequest[] requests = [.. Enumerable.Range(0, Requests).Select(i => new GenerateRequest
        {
            Id = $"r{i}",
            Prompt = [1, 2, 3 + i],
            Constraint = new ConstraintSpec(ConstraintKind.Json, ""),
            Reasoning = new ReasoningSpan(["<"], ["1", "e", "a\"", "{\""], StartsInside: true),
            Sampling = new SamplingParams { N = Choices, MaxTokens = 60, Seed = (ulong)((Requests * seed) + i) },
        })];
        FakeRunner one = new(Vocabulary), many = new(Vocabulary) { HasThreads = true };

        List<int>[][] expected = await RunConstrained(one, requests), actual = await RunConstrained(many, requests);

        Assert.Equal(expected, actual);
        Assert.InRange(many.MostShared, Choices, 1000);
    }

    [Fact]
    public async Task Sample_OneSequenceHasNoTokenLeft_EndsAloneWithItsReason()
    {
        GenerateRequest sound = RandomRequests.Make([1, 2, 3], new SamplingParams { MaxTokens = 9, IgnoreEos = true, Seed = 4 });
        GenerateRequest none = RandomRequests.Make([4, 5], new SamplingParams { MaxTokens = 9, AllowedTokenIds = [7], MinTokens = 5, StopTokenIds = [7], Seed = 5 });
        await using SteppedEngine engine = new(new FakeRunner(Vocabulary) { HasThreads = true });

        Generation[] all = [engine.Submit(sound), engine.Submit(none), engine.Submit(sound with { Id = "again" })];
        engine.Finish();
        foreach (Generation generation in all) await generation.ReadToEnd();

        Assert.Equal([9, 0, 9], all.Select(generation => generation.Outputs[0].Count));
        Assert.Equal([null, InferenceError.InvalidRequest, null], all.Select(generation => generation.Refusal));
        foreach (Generation generation in all) await generation.DisposeAsync();
    }

    /// <summary>Tokens, reasons and log-probabilities of each request.</summary>
    private static async Task<string[]> Run(FakeRunner runner, GenerateRequest[] requests)
    {
        await using SteppedEngine engine = new(runner, new EngineOptions { MaxSequences = 16, MaxBatchedTokens = 200 });
        Generation[] all = [.. requests.Select(engine.Submit)];
        engine.Finish();
        List<string> results = [];
        foreach (Generation generation in all)
        {
            await generation.ReadToEnd();
            Assert.Null(generation.Error);
            results.Add(string.Join(';', generation.Received.Select(Tell).Order(StringComparer.Ordinal)));
            await generation.DisposeAsync();
        }

        return [.. results];
    }

    private static async Task<List<int>[][]> RunConstrained(FakeRunner runner, GenerateRequest[] requests)
    {
        FakeVocabulary vocabulary = new();
        await using InferenceEngine engine = new(runner, [vocabulary.End], new EngineOptions(), vocabulary: vocabulary);
        return await Task.WhenAll(requests.Select(async request =>
        {
            List<int>[] outputs = [.. Enumerable.Range(0, request.Sampling.N).Select(_ => new List<int>())];
            await foreach (TokenChunk chunk in engine.GenerateAsync(request)) outputs[chunk.Choice].AddRange(chunk.Tokens);
            return outputs;
        }));
    }

    private static string Tell(TokenChunk chunk) =>
        $"{chunk.Choice} {chunk.Position} {string.Join(',', chunk.Tokens)} {chunk.FinishReason} {Tell(chunk.Logprobs)} {Tell(chunk.PromptLogprobs)}";

    private static string Tell(IEnumerable<TokenLogprobs?>? logprobs) =>
        string.Join('|', (logprobs ?? []).Select(one => one is null ? "-" : $"{one.Logprob:R} {one.Rank} {string.Join(',', one.Top)}"));
}
