using Inference.Gateway.Harmony;
using Inference.Gateway.Tools.Parsing;

namespace Inference.Gateway.Tools;

/// <summary>The tool-call parsers by the names that vLLM's <c>--tool-call-parser</c> knows them by.</summary>
public static class ToolCallParsers
{
    private static readonly CallSyntax Hermes = new()
    {
        Begins = ["<tool_call>"],
        Ends = ["</tool_call>"],
        Reader = writer => new CallListReader(writer),
    };

    private static readonly CallSyntax Llama3Json = new()
    {
        Begins = ["<|python_tag|>"],
        BareStarts = "{",
        Separators = ";",
        Reader = writer => new CallListReader(writer, isBare: true),
    };

    private static readonly CallSyntax Mistral = new()
    {
        Begins = ["[TOOL_CALLS]"],
        Reader = writer => new MistralCallReader(writer),
    };

    private static readonly CallSyntax Pythonic = new()
    {
        Begins = ["<|python_start|>", "<|tool_call_start|>"],
        Ends = ["<|python_end|>", "<|tool_call_end|>"],
        BareStarts = "[",
        Reader = writer => new PythonCallsReader(writer),
    };

    private static readonly CallSyntax DeepSeekV3 = new()
    {
        Openers = ["<｜tool▁calls▁begin｜>"],
        Begins = ["<｜tool▁call▁begin｜>"],
        Ends = ["```<｜tool▁call▁end｜>", "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"],
        Reader = writer => new HeaderedCallReader(writer, CallHeader.DeepSeekV3),
    };

    private static readonly CallSyntax DeepSeekV31 = DeepSeekV3 with
    {
        Reader = writer => new HeaderedCallReader(writer, CallHeader.DeepSeekV31),
    };

    private static readonly CallSyntax Kimi = new()
    {
        Openers = ["<|tool_calls_section_begin|>"],
        Begins = ["<|tool_call_begin|>"],
        Ends = ["<|tool_call_end|>", "<|tool_calls_section_end|>"],
        Reader = writer => new HeaderedCallReader(writer, CallHeader.Kimi),
    };

    private static readonly CallSyntax Granite = new()
    {
        Begins = ["<|tool_call|>", "<tool_call>"],
        BareStarts = "[",
        Reader = writer => new CallListReader(writer, isBare: true),
    };

    private static readonly CallSyntax Jamba = new()
    {
        Begins = ["<tool_calls>"],
        Ends = ["</tool_calls>"],
        Reader = writer => new CallListReader(writer),
    };

    private static readonly CallSyntax Phi4Mini = new()
    {
        Begins = ["functools"],
        Reader = writer => new CallListReader(writer),
    };

    private static readonly Dictionary<string, Func<ArgumentTypes, CallSyntax>> Syntaxes = new(StringComparer.Ordinal)
    {
        ["deepseek_v3"] = _ => DeepSeekV3,
        ["deepseek_v31"] = _ => DeepSeekV31,
        ["glm45"] = KeyAndValue,
        ["granite"] = _ => Granite,
        ["hermes"] = _ => Hermes,
        ["jamba"] = _ => Jamba,
        ["kimi_k2"] = _ => Kimi,
        ["llama3_json"] = _ => Llama3Json,
        ["llama4_json"] = _ => Llama3Json,
        ["llama4_pythonic"] = _ => Pythonic,
        ["mistral"] = _ => Mistral,
        ["phi4_mini_json"] = _ => Phi4Mini,
        ["pythonic"] = _ => Pythonic,
        ["qwen3_coder"] = types => Function("<tool_call>", "</tool_call>", types),
        ["seed_oss"] = types => Function("<seed:tool_call>", "</seed:tool_call>", types),
    };

    /// <summary>Its calls are messages like others.</summary>
    private const string Harmony = "openai";

    public static IReadOnlyCollection<string> Names { get; } = [.. Syntaxes.Keys, Harmony];

    /// <summary>
    /// A parser for one choice of one answer. The model's text must come with its special tokens: some families' markers are such.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="tools">The request's tools: some families write values without saying whether they are text.</param>
    /// <param name="nextId">Makes the calls' ids; without it they are random, of the form that the family's templates take.</param>
    public static IToolCallParser Create(string name, IReadOnlyList<ToolDefinition>? tools = null, Func<string>? nextId = null)
    {
        if (name == Harmony) return new HarmonyToolCallParser(nextId ?? ToolCallIds.For(name));
        if (!Syntaxes.TryGetValue(name, out Func<ArgumentTypes, CallSyntax>? syntax))
            throw new ArgumentException($"there is no tool-call parser '{name}'; there are {string.Join(", ", Names)}", nameof(name));
        ArgumentTypes types = tools is null ? ArgumentTypes.None : new ArgumentTypes(tools);
        return new MarkedCallParser(syntax(types), nextId ?? ToolCallIds.For(name));
    }

    /// <summary>A family may leave out the outer markers.</summary>
    private static CallSyntax Function(string opener, string end, ArgumentTypes types) => new()
    {
        Openers = [opener],
        Begins = ["<function="],
        Ends = [end],
        Reader = writer => new TaggedCallReader(writer, TaggedForm.Function, types),
    };

    private static CallSyntax KeyAndValue(ArgumentTypes types) => new()
    {
        Begins = ["<tool_call>"],
        Reader = writer => new TaggedCallReader(writer, TaggedForm.KeyAndValue, types),
    };
}
