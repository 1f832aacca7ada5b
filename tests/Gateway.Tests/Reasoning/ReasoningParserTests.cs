using System.Text;
using Inference.Gateway.Reasoning;
using Inference.Gateway.Tests.Tools;
using Inference.Support;

namespace Inference.Gateway.Tests.Reasoning;

public sealed class ReasoningParserTests
{
    [Theory]
    [InlineData("qwen3", "<|im_start|>assistant\n", false)]
    [InlineData("qwen3", "<|im_start|>assistant\n<think>\n", true)]
    [InlineData("deepseek_r1", "", true)]
    [InlineData("openai_gptoss", "", true)]
    public void SpanOf_Prompt_SaysWhetherItStartsInside(string name, string prompt, bool startsInside) =>
        Assert.Equal(startsInside, ReasoningParsers.SpanOf(name, prompt)!.StartsInside);

    [Theory]
    [InlineData("qwen3")]
    [InlineData("deepseek_r1")]
    public void SpanOf_PromptThatTurnsReasoningOff_IsNone(string name) => Assert.Null(ReasoningParsers.SpanOf(name, "<think>\n\n</think>\n\n"));

    /// <summary>Parser, end of the prompt, text, and what it says: reasoning in braces, content in guillemets.</summary>
    public static TheoryData<string, string, string, string> Answers => new()
    {
        { "deepseek_r1", "", "I think.</think>\n\nYes.", "{I think.}«\n\nYes.»" },
        { "deepseek_r1", "", "<think>\nI think.\n</think>Yes.", "{\nI think.\n}«Yes.»" },
        { "deepseek_r1", "", "a </thin b <think> c", "{a </thin b <think> c}" },
        { "deepseek_r1", "", " a</think></think><think>b</think>", "{ a}«</think><think>b</think>»" },
        { "deepseek_r1", "<think>\n\n</think>\n\n", "Yes.</think>", "«Yes.</think>»" },
        { "deepseek_r1", "<think>\n", "I think.</think>Yes.", "{I think.}«Yes.»" },
        { "deepseek_r1", "", "</think>Yes.", "«Yes.»" },
        { "qwen3", "", "<think>\nHm.\n</think>\n\nYes.", "{\nHm.\n}«\n\nYes.»" },
        { "qwen3", "", "\n <think>Hm.", "{Hm.}" },
        { "qwen3", "", "Yes. <think>no</think>", "«Yes. <think>no</think>»" },
        { "qwen3", "", "<thinking>", "«<thinking>»" },
        { "qwen3", "", " <thin", "« <thin»" },
        { "qwen3", "", " \n", "« \n»" },
        { "qwen3", "", "", "" },
        { "qwen3", "<|im_start|>assistant\n<think>\n", "Hm.</think>Yes.", "{Hm.}«Yes.»" },
        { "qwen3", "<think>\n", "<think>Hm.</think>Yes.", "{Hm.}«Yes.»" },
        { "qwen3", "", "<think></think>Yes.", "«Yes.»" },
        { "qwen3", "", "<think>a < b <</think>😀", "{a < b <}«😀»" },
        { "granite", "", "Here is my thought process: a. Here's my response: b", "{ a. }« b»" },
        { "granite", "", "Here's my thought process:\na\nHere is my response:\nb", "{\na\n}«\nb»" },
        { "granite", "", "Here is my dog.", "«Here is my dog.»" },
        { "granite", "", "<think>a</think>\n<response>b\n</response>\n", "{a}«b\n»" },
        { "granite", "", "<think>a</think>\n<response>b </resp c</response> d", "{a}«b </resp c</response> d»" },
        { "granite", "", "<think>a</think>\n<resp", "{a}«\n<resp»" },
        { "granite", "", "<think>a</think> b <response>c</response>", "{a}« b <response>c</response>»" },
        { "granite", "", "<response>c</response>", "«<response>c</response>»" },
        { "openai_gptoss", "", "<|channel|>analysis<|message|>Hm. <b<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>", "{Hm. <b}«Yes.»" },
        { "openai_gptoss", "", "<|channel|>analysis<|message|>a<|end|>\n<|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>", "{a}«<|channel|>commentary to=functions.f<|message|>{}<|call|>»" },
        { "openai_gptoss", "", "<|channel|>analysis<|message|>a<|end|><|channel|>commentary<|message|>b<|end|><|channel|>analysis<|message|>c<|end|><|channel|>final<|message|>d", "{a}«b»{c}«d»" },
        { "openai_gptoss", "", "Plain < text", "«Plain < text»" },
        { "openai_gptoss", "", " to", "« to»" },
        { "mistral", "", "[THINK]a[b] [/THINK]c", "{a[b] }«c»" },
        { "mistral", "", "[TOOL_CALLS]f[ARGS]{}", "«[TOOL_CALLS]f[ARGS]{}»" },
        { "seed_oss", "", "<seed:think>a</seed:think>b", "{a}«b»" },
        { "step3", "", "a</think>b", "{a}«b»" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Append_WholeText_SeparatesReasoning(string parser, string prompt, string text, string expected) =>
        Assert.Equal(expected, Log(ReasoningParsers.Create(parser, prompt), [text]));

    [Fact]
    public void Append_AnyChunking_SaysTheSame()
    {
        var random = new Random(3);
        foreach (object[] row in Answers)
        {
            (string name, string prompt, string text, string expected) = ((string)row[0], (string)row[1], (string)row[2], (string)row[3]);
            Assert.Equal(expected, Log(ReasoningParsers.Create(name, prompt), Chunking.Characters(text)));
            for (int i = 0; i < 50; i++) Assert.Equal(expected, Log(ReasoningParsers.Create(name, prompt), Chunking.Random(text, random)));
        }
    }

    [Fact]
    public void Append_RandomPieces_AnyChunkingSaysTheSame()
    {
        var random = new Random(5);
        string[] pieces = [.. Answers.SelectMany(row => Chunking.Random((string)row[2], random))];
        for (int round = 0; round < 2000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            string name = ReasoningParsers.Names.ElementAt(random.Next(ReasoningParsers.Names.Count));
            string whole = Log(ReasoningParsers.Create(name), [text]);
            Assert.Equal(whole, Log(ReasoningParsers.Create(name), Chunking.Characters(text)));
            Assert.Equal(whole, Log(ReasoningParsers.Create(name), Chunking.Random(text, random)));
        }
    }

    [Theory]
    [InlineData("deepseek_r1", "I th", "{I th}")]
    [InlineData("deepseek_r1", "I </thi", "{I }")]
    [InlineData("qwen3", "<think>I th", "{I th}")]
    [InlineData("qwen3", "Yes <", "«Yes <»")]
    public void Append_BeforeTheEnd_GivesWhatIsKnown(string parser, string text, string expected) =>
        Assert.Equal(expected, Log(ReasoningParsers.Create(parser).Append(text)));

    [Fact]
    public void Append_HalvesOfASurrogatePair_StayTogether()
    {
        IReasoningParser parser = ReasoningParsers.Create("deepseek_r1");

        Assert.Empty(parser.Append("\ud83d"));
        Assert.Equal("{😀}", Log(parser.Append("\ude00")));
    }

    [Theory]
    [InlineData('<')]
    [InlineData(' ')]
    [InlineData('x')]
    public void Append_TenMegabytes_AreTakenInSmallPieces(char filling)
    {
        IReasoningParser parser = ReasoningParsers.Create("qwen3");
        string piece = new(filling, 50);
        parser.Append("<think>");
        long characters = 0;
        for (int i = 0; i < 200_000; i++) characters += parser.Append(piece).Sum(delta => delta.Text.Length);
        characters += parser.Finish().Sum(delta => delta.Text.Length);

        Assert.Equal(10_000_000, characters);
    }

    [Fact]
    public void Create_UnknownName_NamesTheKnownOnes()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ReasoningParsers.Create("nobody"));

        Assert.Contains("deepseek_r1", error.Message, StringComparison.Ordinal);
    }

    [SharedTheory]
    [InlineData("Qwen-Qwen2.5-7B-Instruct", null)]
    [InlineData("Qwen-Qwen3-0.6B", "qwen3")]
    [InlineData("deepseek-ai-DeepSeek-R1-Distill-Llama-8B", "deepseek_r1")]
    [InlineData("ibm-granite-granite-3.3-2B-Instruct", "granite")]
    [InlineData("meta-llama-Llama-3.1-8B-Instruct", null)]
    [InlineData("openai-gpt-oss-120b", "openai_gptoss")]
    [InlineData("mistralai-Mistral-Nemo-Instruct-2407", null)]
    public void Detect_RealTemplate_KnowsItsForm(string model, string? expected) =>
        Assert.Equal(expected, ReasoningParsers.Detect(File.ReadAllText(SharedData.PathTo("chat-templates", $"{model}.jinja"))));

    private static string Log(IReasoningParser parser, IEnumerable<string> deltas)
    {
        var all = new List<ReasoningDelta>();
        foreach (string delta in deltas) all.AddRange(parser.Append(delta));
        all.AddRange(parser.Finish());
        return Log(all);
    }

    private static string Log(IEnumerable<ReasoningDelta> deltas)
    {
        var log = new StringBuilder();
        bool? wasReasoning = null;
        foreach (ReasoningDelta delta in deltas)
        {
            Assert.NotEmpty(delta.Text);
            if (wasReasoning != delta.IsReasoning) log.Append(Closing(wasReasoning)).Append(delta.IsReasoning ? '{' : '«');
            log.Append(delta.Text);
            wasReasoning = delta.IsReasoning;
        }

        return log.Append(Closing(wasReasoning)).ToString();
    }

    private static string Closing(bool? isReasoning) => isReasoning switch { null => "", true => "}", false => "»" };
}
