using System.Text.Json.Nodes;
using Inference.Gateway.Tools;

namespace Inference.Gateway.Responses;

internal enum ItemKind
{
    Message,
    Reasoning,
    Call,
}

/// <summary>The item of a streamed response that grows now.</summary>
internal sealed record OpenItem(ItemKind Kind, string Id, int Index, ToolCallDelta? Call)
{
    public string DeltaEvent => Kind switch
    {
        ItemKind.Call => "response.function_call_arguments.delta",
        ItemKind.Reasoning => "response.reasoning_text.delta",
        _ => "response.output_text.delta",
    };

    public string DoneEvent => Kind switch
    {
        ItemKind.Call => "response.function_call_arguments.done",
        ItemKind.Reasoning => "response.reasoning_text.done",
        _ => "response.output_text.done",
    };

    public JsonObject Item(string status, string? text, JsonArray? logprobs = null) => Kind switch
    {
        ItemKind.Call => ResponseItems.Call(Id, status, new ToolCall(Call?.Id ?? Id, Call?.Name ?? "", text ?? "")),
        ItemKind.Reasoning => ResponseItems.Reasoning(Id, status, text),
        _ => ResponseItems.Message(Id, status, text, logprobs),
    };

    public JsonObject Part(string text, JsonArray? logprobs = null) => Kind == ItemKind.Reasoning ? ResponseItems.ReasoningPart(text) : ResponseItems.TextPart(text, logprobs);

    /// <summary>Says where in the response an event belongs.</summary>
    public JsonObject Place(JsonObject body)
    {
        body["item_id"] = Id;
        body["output_index"] = Index;
        if (Kind != ItemKind.Call) body["content_index"] = 0;
        return body;
    }
}
