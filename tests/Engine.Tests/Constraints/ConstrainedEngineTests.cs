using System.Text.Json;
using Inference.Contracts;
using Inference.Engine.BeamSearch;
using Inference.Engine.Constraints;
using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Engine.Speculation;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Constraints;

public sealed class ConstrainedEngineTests
{
    private const string Schema = """{"type":"object","properties":{"a":{"type":"string","maxLength":5},"b":{"type":"array","items":{"type":"boolean"},"maxItems":3}},"required":["a","b"],"additionalProperties":false}""";

    private static readonly FakeVocabulary Vocabulary = new();

    private static GenerateRequest Request => new()
    {
        Id = "r",
        Prompt = [1, 2, 3],
        Constraint = new ConstraintSpec(ConstraintKind.JsonSchema, Schema),
        Sampling = new SamplingParams { N = 3, Seed = 9, MaxTokens = 200 },
    };

    [Fact]
    public async Task Generate_WithSchema_EveryChoiceParses()
    {
        (List<int>[] outputs, FinishReason[] reasons) = await Run(Request);
        for (int choice = 0; choice < outputs.Length; choice++)
        {
            Assert.Equal(FinishReason.Stop, reasons[choice]);
            Assert.Equal(Vocabulary.End, outputs[choice][^1]);
            using JsonDocument value = JsonDocument.Parse(Text(outputs[choice]));
            Assert.Equal(JsonValueKind.Array, value.RootElement.GetProperty("b").ValueKind);
        }
    }

    [Fact]
    public async Task Generate_WithSpeculation_SameTokens()
    {
        SpeculationOptions speculation = new() { Method = SpeculationMethod.PromptLookup };
        (List<int>[] plain, _) = await Run(Request);
        (List<int>[] speculated, _) = await Run(Request, new EngineOptions { Speculation = speculation });
        Assert.Equal(plain, speculated);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task Generate_FromEmitted_GoesOnAsItWouldHave(int emitted)
    {
        (List<int>[] whole, _) = await Run(Request);
        (List<int>[] resumed, _) = await Run(Request with { Emitted = [.. whole.Select(output => output.Take(emitted).ToArray())] });
        Assert.Equal(whole, resumed);
    }

    [Fact]
    public async Task Generate_CutShort_IsTheBeginningOfAText()
    {
        (List<int>[] outputs, FinishReason[] reasons) = await Run(Request with { Sampling = Request.Sampling with { MaxTokens = 4 } });
        Assert.Contains(FinishReason.Length, reasons);
        Assert.All(outputs, output => Assert.StartsWith("{", System.Text.Encoding.UTF8.GetString(Text(output)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Generate_MinTokensBeyondTheOnlyText_EndsWithIt()
    {
        GenerateRequest request = Request with { Constraint = new ConstraintSpec(ConstraintKind.Choice, "[\"ab\"]"), Sampling = new SamplingParams { MinTokens = 50, MaxTokens = 60, Seed = 1 } };
        (List<int>[] outputs, _) = await Run(request);
        Assert.Equal("ab"u8.ToArray(), Text(outputs[0]));
    }

    [Fact]
    public async Task Generate_Unusable_IsRefused()
    {
        await Refused(Request with { Constraint = new ConstraintSpec(ConstraintKind.Regex, "(") }, "structured_outputs");
        await Refused(Request with { Sampling = new SamplingParams { IgnoreEos = true } }, nameof(SamplingParams.IgnoreEos));
        await Refused(Request with { Sampling = new SamplingParams { StopTokenIds = ['"'] } }, nameof(SamplingParams.StopTokenIds));
        await Refused(Request with { Emitted = [['x']] }, nameof(GenerateRequest.Emitted));
        await Refused(Request, "structured_outputs", vocabulary: null);
        BeamSearchService beams = new(new InferenceEngine(new FakeRunner(), [0], new EngineOptions(), proposers: null, null, null), 40, [0]);
        var refusal = await Assert.ThrowsAsync<InferenceException>(async () => await Read(beams, Request with { Prompt = [1], Sampling = new SamplingParams { BeamWidth = 2 } }));
        Assert.Equal("structured_outputs", refusal.Parameter);
    }

    private static byte[] Text(IEnumerable<int> tokens) => [.. tokens.Where(token => token != Vocabulary.End).SelectMany(token => Vocabulary.Bytes(token).ToArray())];

    private static async Task Refused(GenerateRequest request, string parameter)
    {
        var refusal = await Assert.ThrowsAsync<InferenceException>(() => Run(request));
        Assert.Equal(InferenceError.InvalidRequest, refusal.Error);
        Assert.Equal(parameter, refusal.Parameter);
    }

    private static async Task Refused(GenerateRequest request, string parameter, ITokenVocabulary? vocabulary)
    {
        await using InferenceEngine engine = new(new FakeRunner(Vocabulary.Size), [Vocabulary.End], new EngineOptions(), vocabulary: vocabulary);
        var refusal = await Assert.ThrowsAsync<InferenceException>(() => Read(engine, request));
        Assert.Equal(parameter, refusal.Parameter);
    }

    private static async Task<(List<int>[] Outputs, FinishReason[] Reasons)> Run(GenerateRequest request, EngineOptions? options = null)
    {
        await using InferenceEngine engine = new(new FakeRunner(Vocabulary.Size), [Vocabulary.End], options ?? new EngineOptions(), vocabulary: Vocabulary);
        return await Read(engine, request);
    }

    private static async Task<(List<int>[] Outputs, FinishReason[] Reasons)> Read(ITokenService service, GenerateRequest request)
    {
        List<int>[] outputs = [.. Enumerable.Range(0, request.Sampling.N).Select(choice => new List<int>(choice < request.Emitted.Count ? request.Emitted[choice] : []))];
        var reasons = new FinishReason[outputs.Length];
        await foreach (TokenChunk chunk in service.GenerateAsync(request))
        {
            outputs[chunk.Choice].AddRange(chunk.Tokens);
            reasons[chunk.Choice] = chunk.FinishReason ?? reasons[chunk.Choice];
        }

        return (outputs, reasons);
    }
}
