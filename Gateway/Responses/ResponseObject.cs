using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Chat;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;

namespace Inference.Gateway.Responses;

/// <summary>The response itself, as JSON: what was asked, how far it is, and its output.</summary>
internal sealed class ResponseObject(string id, RequestFields fields, ChatRequest request, DateTimeOffset now)
{
    public string Id => id;

    /// <summary>Whether it is to be found later.</summary>
    public bool IsKept { get; } = fields.Flag("store") ?? true;

    public JsonObject InProgress() => Write("in_progress", [], null, null);

    public JsonObject Ended(IEnumerable<JsonObject> output, ChoiceEnd end, Usage usage) =>
        Write(StatusOf(end), [.. output.Select(item => (JsonNode)item)], end.Reason == FinishReason.Length ? new JsonObject { ["reason"] = "max_output_tokens" } : null, usage);

    public JsonObject Failed(string code, string message)
    {
        JsonObject response = Write("failed", [], null, null);
        response["error"] = new JsonObject { ["code"] = code, ["message"] = message };
        return response;
    }

    public static string StatusOf(ChoiceEnd end) => end.Reason == FinishReason.Stop ? "completed" : "incomplete";

    private JsonObject Write(string status, JsonArray output, JsonObject? incomplete, Usage? usage) => new()
    {
        ["id"] = id,
        ["object"] = "response",
        ["created_at"] = now.ToUnixTimeSeconds(),
        ["status"] = status,
        ["background"] = false,
        ["error"] = null,
        ["incomplete_details"] = incomplete,
        ["instructions"] = Given("instructions"),
        ["max_output_tokens"] = Given("max_output_tokens"),
        ["max_tool_calls"] = Given("max_tool_calls"),
        ["model"] = request.Text.Model.Name,
        ["output"] = output,
        ["parallel_tool_calls"] = fields.Flag("parallel_tool_calls") ?? true,
        ["previous_response_id"] = Given("previous_response_id"),
        ["prompt"] = null,
        ["prompt_cache_key"] = Given("prompt_cache_key"),
        ["reasoning"] = Given("reasoning"),
        ["safety_identifier"] = Given("safety_identifier"),
        ["service_tier"] = null,
        ["store"] = IsKept,
        ["temperature"] = request.Text.Tokens.Sampling.Temperature,
        ["text"] = Given("text") ?? new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } },
        ["tool_choice"] = Given("tool_choice") ?? "auto",
        ["tools"] = Given("tools") ?? new JsonArray(),
        ["top_p"] = request.Text.Tokens.Sampling.TopP,
        ["top_logprobs"] = fields.Integer("top_logprobs") ?? 0,
        ["truncation"] = fields.Text("truncation") ?? "disabled",
        ["usage"] = usage is null ? null : new JsonObject
        {
            ["input_tokens"] = usage.PromptTokens,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.PromptTokensDetails.CachedTokens },
            ["output_tokens"] = usage.CompletionTokens,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.CompletionTokensDetails?.ReasoningTokens ?? 0 },
            ["total_tokens"] = usage.TotalTokens,
        },
        ["user"] = Given("user"),
        ["metadata"] = Given("metadata") ?? new JsonObject(),
    };

    private JsonNode? Given(string name) => fields.Element(name) is { ValueKind: not JsonValueKind.Null } value ? JsonNodes.Of(value) : null;
}
