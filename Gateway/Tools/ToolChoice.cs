using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Tools.Parsing;

namespace Inference.Gateway.Tools;

/// <summary>
/// A request's <c>tool_choice</c>. Where a call is forced, the model's output is constrained by a JSON schema instead of following its
/// family's form, and has a parser of its own.
/// </summary>
/// <param name="Function">The function's name where the choice names one.</param>
public sealed record ToolChoice(ToolChoiceKind Kind, string? Function = null)
{
    private const string Parameter = "tool_choice";

    /// <summary>
    /// Reads <c>tool_choice</c>; absent, it is auto where there are tools. A wrong one ends in an <see cref="InferenceException"/>.
    /// </summary>
    /// <param name="choice">The request's.</param>
    /// <param name="tools">Those of the request.</param>
    /// <param name="isListed">Whether the request has a list of tools. Of an empty one nothing can be called, whatever is chosen.</param>
    public static ToolChoice Read(JsonElement choice, IReadOnlyList<ToolDefinition> tools, bool isListed = false)
    {
        ToolChoice read = choice.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => new ToolChoice(tools.Count > 0 ? ToolChoiceKind.Auto : ToolChoiceKind.None),
            JsonValueKind.String when choice.ValueEquals("none") => new ToolChoice(ToolChoiceKind.None),
            JsonValueKind.String when choice.ValueEquals("auto") => new ToolChoice(ToolChoiceKind.Auto),
            JsonValueKind.String when choice.ValueEquals("required") => new ToolChoice(ToolChoiceKind.Required),
            JsonValueKind.Object => new ToolChoice(ToolChoiceKind.Named, ToolRequest.Guard(Parameter, () => ReadName(choice))),
            _ => throw ToolRequest.Invalid(Parameter, "must be 'none', 'auto', 'required' or an object that names a function"),
        };
        if (tools.Count == 0 && isListed && read.Function is null) return new ToolChoice(ToolChoiceKind.None);
        if (tools.Count == 0 && read.Kind != ToolChoiceKind.None) throw ToolRequest.Invalid(Parameter, "needs 'tools'");
        if (read.Function is { } name && tools.All(tool => tool.Name != name))
            throw ToolRequest.Invalid(Parameter, $"names the function '{name}', which is not among 'tools'");
        return read;
    }

    /// <summary>The JSON schema that the whole output must follow; null where it is free.</summary>
    /// <param name="tools">The request's tools.</param>
    /// <param name="isParallel">Several calls are allowed, as <c>parallel_tool_calls</c> has it.</param>
    public string? Schema(IReadOnlyList<ToolDefinition> tools, bool isParallel = true) => Kind switch
    {
        ToolChoiceKind.Required => ToolSchema.AnyOf(tools, isParallel),
        ToolChoiceKind.Named => ToolSchema.ArgumentsOf(tools.First(tool => tool.Name == Function)),
        _ => null,
    };

    /// <summary>A parser of output that follows <see cref="Schema"/>; null where the output is free.</summary>
    /// <param name="nextId">Makes the calls' ids; random ones without it.</param>
    public IToolCallParser? Parser(Func<string>? nextId = null)
    {
        CallSyntax? syntax = Kind switch
        {
            ToolChoiceKind.Required => new CallSyntax { BareStarts = "[{", Reader = writer => new CallListReader(writer) },
            ToolChoiceKind.Named => new CallSyntax { BareStarts = "{", Reader = writer => new HeaderedCallReader(writer, _ => Function) },
            _ => null,
        };
        return syntax is null ? null : new ForcedCallsOnly(new MarkedCallParser(syntax, nextId ?? ToolCallIds.For(null)));
    }

    /// <summary>The chat API puts the name within <c>function</c>, the responses API beside <c>type</c>.</summary>
    private static string ReadName(JsonElement choice)
    {
        if (ToolRequest.Text(choice, "type") != "function") throw ToolRequest.Invalid("tool_choice.type", "must be 'function'");
        bool isNested = choice.TryGetProperty("function", out JsonElement function);
        if (isNested && function.ValueKind != JsonValueKind.Object) throw ToolRequest.Invalid("tool_choice.function", "must be an object");
        return ToolRequest.Text(isNested ? function : choice, "name")
            ?? throw ToolRequest.Invalid("tool_choice.function.name", "must be a string");
    }
}
