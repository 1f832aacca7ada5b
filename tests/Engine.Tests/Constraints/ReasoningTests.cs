using System.Text;
using System.Text.Json;
using Inference.Contracts;
using Inference.Engine.Constraints;
using Inference.Engine.Hosting;
using Inference.Engine.Speculation;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Constraints;

/// <summary>A constraint that holds behind reasoning.</summary>
public sealed class ReasoningTests
{
    private const string Schema = """{"type":"object","properties":{"a":{"type":"boolean"}},"required":["a"],"additionalProperties":false}""";

    /// <summary>Markers that random tokens come upon.</summary>
    private static readonly ReasoningSpan Thought = new([], ["e", "a", "n", "1", "\"", ":"], StartsInside: true);

    private static readonly ReasoningSpan Think = new(["<think>"], ["</think>"], StartsInside: false);

    private static readonly FakeVocabulary Vocabulary = new();

    private static GenerateRequest Request => new()
    {
        Id = "r",
        Prompt = [1, 2, 3],
        Constraint = new ConstraintSpec(ConstraintKind.JsonSchema, Schema),
        Reasoning = Thought,
        Sampling = new SamplingParams { N = 6, Seed = 3, MaxTokens = 300 },
    };

    [Fact]
    public async Task Generate_Reasoning_IsFreeAndTheAnswerBehindItParses()
    {
        (List<int>[] outputs, FinishReason[] reasons) = await RunAsync(Request);
        List<int> thoughts = [];
        for (int choice = 0; choice < outputs.Length; choice++)
        {
            string text = Encoding.Latin1.GetString([.. outputs[choice].Where(token => token != Vocabulary.End).SelectMany(token => Vocabulary.Bytes(token).ToArray())]);
            int end = text.IndexOfAny(['e', 'a', 'n', '1', '"', ':']);
            thoughts.Add(end);

            Assert.Equal(FinishReason.Stop, reasons[choice]);
            Assert.Equal(Vocabulary.End, outputs[choice][^1]);
            using JsonDocument value = JsonDocument.Parse(text[(end + 1)..]);
            Assert.Equal("a", Assert.Single(value.RootElement.EnumerateObject()).Name);
        }

        Assert.True(thoughts.Max() > 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public async Task Generate_FromEmitted_GoesOnAsItWouldHave(int emitted)
    {
        (List<int>[] whole, _) = await RunAsync(Request);
        (List<int>[] resumed, _) = await RunAsync(Request with { Emitted = [.. whole.Select(output => output.Take(Math.Min(emitted, output.Count - 1)).ToArray())] });

        Assert.Equal(whole, resumed);
    }

    [Fact]
    public async Task Generate_WithSpeculation_SameTokens()
    {
        (List<int>[] plain, _) = await RunAsync(Request);
        (List<int>[] speculated, _) = await RunAsync(Request, new EngineOptions { Speculation = new SpeculationOptions { Method = SpeculationMethod.PromptLookup } });

        Assert.Equal(plain, speculated);
    }

    [Theory]
    [InlineData("<think>", true, false)]
    [InlineData(" \n<think>Hm, </thin", true, false)]
    [InlineData(" \n<thi", true, false)]
    [InlineData("<think>Hm</think>{\"a\":true}", false, true)]
    [InlineData("<think></think>{\"a\"", false, false)]
    [InlineData("{\"a\":true}", false, true)]
    [InlineData("{\"a\":", false, false)]
    public void Accept_Text_IsReasoningOrAnswer(string text, bool isReasoning, bool isComplete)
    {
        ConstrainedText output = Accepted(Think, Encoding.UTF8.GetBytes(text).Select(value => (int)value));

        Assert.False(output.IsBroken);
        Assert.Equal(isComplete, output.IsComplete);
        Assert.Equal(isComplete, output.Allows(Vocabulary.End));
        Assert.Equal(isReasoning && text.Contains("<think>", StringComparison.Ordinal), output.Allows('~'));
    }

    [Theory]
    [InlineData("<thing>")]
    [InlineData("Hm")]
    [InlineData("<think>Hm</think>Hm")]
    public void Accept_NeitherReasoningNorAnswer_Breaks(string text) =>
        Assert.True(Accepted(Think, Encoding.UTF8.GetBytes(text).Select(value => (int)value)).IsBroken);

    [Fact]
    public void Accept_EndWithinReasoning_Breaks() => Assert.True(Accepted(Think, [.. "<think>"u8.ToArray().Select(value => (int)value), Vocabulary.End]).IsBroken);

    /// <summary>What the mask lets through is what does not break the text, wherever it stands: tokens that hold the end of the reasoning and more among them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Allows_AnywhereByLot_IsWhatDoesNotBreakIt(int seed)
    {
        Random random = new(seed);
        ReasoningSpan span = new(["ab", "{"], ["\"a", "}}", "]", ", \""], StartsInside: seed == 2);
        List<int> tokens = [];
        for (int step = 0; step < 60; step++)
        {
            ConstrainedText text = Accepted(span, tokens);
            bool[] allowed = [.. Enumerable.Range(0, Vocabulary.Size).Select(text.Allows)];
            for (int token = 0; token < Vocabulary.Size; token++)
            {
                if (token == Vocabulary.End || Vocabulary.Bytes(token).IsEmpty) continue;
                Assert.Equal(!Accepted(span, [.. tokens, token]).IsBroken, allowed[token]);
            }

            int[] next = [.. Enumerable.Range(0, Vocabulary.Size).Where(token => allowed[token] && token != Vocabulary.End)];
            if (next.Length == 0) break;
            tokens.Add(next[random.Next(next.Length)]);
        }

        Assert.NotEmpty(tokens);
    }

    [Fact]
    public async Task Generate_ReasoningThatCannotBe_IsRefused()
    {
        foreach (ReasoningSpan span in new[] { Thought with { Ends = [] }, Thought with { StartsInside = false }, Thought with { Ends = [""] }, Thought with { Ends = [new string('x', 1000)] } })
        {
            InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => RunAsync(Request with { Reasoning = span }));
            Assert.Equal((InferenceError.InvalidRequest, nameof(GenerateRequest.Reasoning)), (refusal.Error, refusal.Parameter));
        }
    }

    private static ConstrainedText Accepted(ReasoningSpan span, IEnumerable<int> tokens)
    {
        CompiledConstraint compiled = Compiler.Compile(Request.Constraint!);
        ConstrainedText text = new(compiled, [Vocabulary.End], compiled.Behind(span));
        foreach (int token in tokens) text.Accept(token);
        return text;
    }

    private static readonly ConstraintCompiler Compiler = new(Vocabulary, Vocabulary.Size);

    private static async Task<(List<int>[] Outputs, FinishReason[] Reasons)> RunAsync(GenerateRequest request, EngineOptions? options = null)
    {
        await using InferenceEngine engine = new(new FakeRunner(Vocabulary.Size), [Vocabulary.End], options ?? new EngineOptions(), vocabulary: Vocabulary);
        List<int>[] outputs = [.. Enumerable.Range(0, request.Sampling.N).Select(choice => new List<int>(choice < request.Emitted.Count ? request.Emitted[choice] : []))];
        var reasons = new FinishReason[outputs.Length];
        await foreach (TokenChunk chunk in engine.GenerateAsync(request))
        {
            outputs[chunk.Choice].AddRange(chunk.Tokens);
            reasons[chunk.Choice] = chunk.FinishReason ?? reasons[chunk.Choice];
        }

        return (outputs, reasons);
    }
}
