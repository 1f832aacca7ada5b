using System.Text;
using Inference.Contracts;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Parameters;
using Inference.Gateway.Reasoning;
using Inference.Gateway.Tools;

namespace Inference.Gateway.Chat;

/// <summary>How the text of an answer is read: as reasoning, content and tool calls, by the model's family and by what the request forces.</summary>
internal sealed class ChatReading
{
    private readonly ToolChoice _choice;
    private readonly string? _toolParser, _reasoningParser;
    private readonly IReadOnlyList<ToolDefinition> _tools;
    private readonly bool _isParallel;
    private readonly string _prompt;

    private ChatReading(ToolChoice choice, IReadOnlyList<ToolDefinition> tools, string? toolParser, string? reasoningParser, bool isParallel, string prompt) =>
        (_choice, _tools, _toolParser, _reasoningParser, _isParallel, _prompt) = (choice, tools, toolParser, reasoningParser, isParallel, prompt);

    /// <summary>The markers of some families are special tokens.</summary>
    public bool NeedsSpecialTokens => _toolParser is not null || _reasoningParser is not null;

    /// <summary>The form of a call where the request forces one; it goes before any other.</summary>
    public ConstraintSpec? Forced { get; private init; }

    /// <summary>The reasoning that may come before an answer; null: none.</summary>
    public ReasoningSpan? Reasoning => _reasoningParser is { } name ? ReasoningParsers.SpanOf(name, _prompt) : null;

    /// <param name="inbound">The request.</param>
    /// <param name="prompt">As the template wrote it.</param>
    public static ChatReading Read(InboundRequest inbound, string prompt)
    {
        RequestFields fields = inbound.Fields;
        ServedModel model = inbound.Model;
        IReadOnlyList<ToolDefinition> tools = ToolDefinitionReader.Read(fields.Element("tools") ?? default);
        ToolChoice choice = ToolChoice.Read(fields.Element("tool_choice") ?? default, tools, isListed: fields.Has("tools"));
        bool isParallel = fields.Flag("parallel_tool_calls") ?? true;
        ConstraintSpec? forced = choice.Schema(tools, isParallel) is { } schema ? new ConstraintSpec(ConstraintKind.JsonSchema, schema) : null;
        if (forced is not null) inbound.Name((ConstraintFields.Parameter, "tools"));
        return new ChatReading(choice, tools, choice.Kind == ToolChoiceKind.Auto ? model.ToolParser : null, model.ReasoningParser, isParallel, prompt) { Forced = forced };
    }

    /// <summary>For one choice of an answer that comes in pieces.</summary>
    /// <param name="letters">Of which the ids of calls are made; random ones unless given.</param>
    public ChatTextReader NewReader(Func<int, string>? letters = null) => new(NewReasoningParser(), NewToolParser(letters));

    public ChatAnswer Whole(string text)
    {
        StringBuilder reasoning = new(), content = new();
        if (NewReasoningParser() is { } parser)
        {
            foreach (ReasoningDelta delta in parser.Append(text).Concat(parser.Finish())) (delta.IsReasoning ? reasoning : content).Append(delta.Text);
        }
        else
        {
            content.Append(text);
        }

        string? thought = reasoning.Length > 0 ? reasoning.ToString() : null;
        if (NewToolParser() is not { } calls) return new ChatAnswer(thought, content.ToString(), []);
        ToolCallMessage message = ToolCallMessage.Read(calls, content.ToString(), isForced: Forced is not null);
        return new ChatAnswer(thought, message.Calls.Count > 0 ? message.Content : message.Content ?? "", message.Calls);
    }

    /// <summary>A call of the model's own choosing ends an answer as such; one that was forced by name ends it as a text would.</summary>
    public string FinishReason(ChoiceEnd end, int calls) =>
        calls > 0 && _choice.Kind != ToolChoiceKind.Named && end.Reason == Contracts.FinishReason.Stop ? "tool_calls" : end.Name;

    /// <summary>Null where nothing tells reasoning from the answer.</summary>
    public IReasoningParser? NewReasoningParser() => _reasoningParser is { } name ? ReasoningParsers.Create(name, _prompt) : null;

    private IToolCallParser? NewToolParser(Func<int, string>? letters = null)
    {
        Func<string> nextId = ToolCallIds.For(_toolParser, letters);
        IToolCallParser? parser = _choice.Parser(nextId) ?? (_toolParser is { } name ? ToolCallParsers.Create(name, _tools, nextId) : null);
        return parser is not null && !_isParallel ? new FirstCallOnly(parser) : parser;
    }
}

/// <summary>A whole answer.</summary>
internal sealed record ChatAnswer(string? Reasoning, string? Content, IReadOnlyList<ToolCall> Calls);
