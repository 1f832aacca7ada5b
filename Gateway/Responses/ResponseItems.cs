using System.Text.Json.Nodes;
using Inference.Gateway.Tools;

namespace Inference.Gateway.Responses;

/// <summary>The items of a response's output, as JSON.</summary>
internal static class ResponseItems
{
    public static JsonObject Message(string id, string status, string? text, JsonArray? logprobs = null) => new()
    {
        ["type"] = "message",
        ["id"] = id,
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = text is null ? new JsonArray() : new JsonArray(TextPart(text, logprobs)),
    };

    public static JsonObject TextPart(string text, JsonArray? logprobs = null) =>
        new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray(), ["logprobs"] = logprobs ?? [] };

    public static JsonObject Reasoning(string id, string status, string? text) => new()
    {
        ["type"] = "reasoning",
        ["id"] = id,
        ["status"] = status,
        ["summary"] = new JsonArray(),
        ["content"] = text is null ? new JsonArray() : new JsonArray(ReasoningPart(text)),
    };

    public static JsonObject ReasoningPart(string text) => new() { ["type"] = "reasoning_text", ["text"] = text };

    public static JsonObject Call(string id, string status, ToolCall call) => new()
    {
        ["type"] = "function_call",
        ["id"] = id,
        ["status"] = status,
        ["call_id"] = call.Id,
        ["name"] = call.Name,
        ["arguments"] = call.Arguments,
    };
}
