using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Http;

namespace Inference.Gateway.Responses;

/// <summary>Says in the words of chat completions what a request to the Responses API asks.</summary>
internal static class ResponsesTranslation
{
    private const string Input = "input";

    /// <summary>What has the same name and meaning there.</summary>
    private static readonly string[] Same =
    [
        "model", "stream", "temperature", "top_p", "parallel_tool_calls", "tool_choice", "user", "metadata", "store", "service_tier", "safety_identifier",
        "prompt_cache_key", "top_k", "min_p", "repetition_penalty", "presence_penalty", "frequency_penalty", "seed", "stop", "stop_token_ids", "ignore_eos",
        "min_tokens", "skip_special_tokens", "include_stop_str_in_output", "logit_bias", "allowed_token_ids", "bad_words", "priority", "cache_salt",
        "truncate_prompt_tokens", "chat_template", "chat_template_kwargs", "structured_outputs",
    ];

    /// <param name="fields">The request.</param>
    /// <param name="items">The conversation that it goes on with: see <see cref="ResponseInput"/>.</param>
    public static RequestFields ToChat(RequestFields fields, JsonElement items)
    {
        if (fields.Flag("background") == true) throw RequestFields.Wrong("background", "background is not supported");
        JsonObject chat = [];
        foreach (string name in Same)
        {
            if (fields.Element(name) is { } value) chat[name] = JsonNodes.Of(value);
        }

        chat["messages"] = Messages(fields, items);
        AddLogprobs(chat, fields);
        if (IsTruncated(fields)) chat.TryAdd("truncate_prompt_tokens", -1);
        if (fields.Integer("max_output_tokens") is { } most) chat["max_completion_tokens"] = most;
        if (fields.Object("text") is { } text && text.TryGetProperty("format", out JsonElement format)) chat["response_format"] = JsonNodes.Of(format);
        if (fields.Object("reasoning") is { } reasoning && reasoning.TryGetProperty("effort", out JsonElement effort)) chat["reasoning_effort"] = JsonNodes.Of(effort);
        if (fields.List("tools") is { } tools) chat["tools"] = new JsonArray([.. tools.EnumerateArray().Select(Tool)]);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, ApiJson.Writing)) chat.WriteTo(writer);
        return new RequestFields(JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = JsonNodes.MaxDepth }));
    }

    private static void AddLogprobs(JsonObject chat, RequestFields fields)
    {
        int? top = fields.Integer("top_logprobs");
        bool isIncluded = (fields.Texts("include") ?? []).Contains("message.output_text.logprobs");
        if (top is null && !isIncluded) return;
        chat["logprobs"] = true;
        chat["top_logprobs"] = top ?? 0;
    }

    /// <summary>Whether a conversation that is too long loses its beginning.</summary>
    private static bool IsTruncated(RequestFields fields) => fields.Text("truncation") switch
    {
        null or "disabled" => false,
        "auto" => true,
        _ => throw RequestFields.Wrong("truncation", "truncation must be auto or disabled"),
    };

    private static JsonArray Messages(RequestFields fields, JsonElement items)
    {
        JsonArray messages = [];
        if (fields.Text("instructions") is { } instructions) messages.Add((JsonNode)Message("system", instructions));
        foreach (JsonElement item in items.EnumerateArray()) AddItem(messages, item);
        return messages;
    }

    private static void AddItem(JsonArray messages, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw RequestFields.WrongType(Input, "a list of objects", item);
        RequestFields fields = new(item);
        switch (fields.Text("type") ?? "message")
        {
            case "message":
                string role = fields.Text("role") ?? throw Wrong("each message of the input must have a role");
                JsonElement content = fields.Element("content") ?? throw Wrong("each message of the input must have a content");
                messages.Add((JsonNode)Message(role, JsonNodes.Of(content)));
                break;
            case "function_call":
                JsonObject call = new()
                {
                    ["id"] = Required("call_id"),
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = Required("name"), ["arguments"] = Required("arguments") },
                };
                // Calls that come one after the other were one answer.
                if (messages.Count > 0 && messages[^1]!["tool_calls"] is JsonArray calls) calls.Add((JsonNode)call);
                else messages.Add((JsonNode)new JsonObject { ["role"] = "assistant", ["content"] = "", ["tool_calls"] = new JsonArray(call) });
                break;
            case "function_call_output":
                messages.Add((JsonNode)new JsonObject { ["role"] = "tool", ["tool_call_id"] = Required("call_id"), ["content"] = JsonNodes.Of(Output()) });
                break;
            case "reasoning":
                break;
            case { } type:
                throw Wrong($"items of type '{type}' are not supported");
        }

        JsonElement Output() => fields.Element("output") ?? throw Wrong("each function_call_output of the input must have an output");

        string Required(string name) => fields.Text(name) ?? throw Wrong($"each {fields.Text("type")} of the input must have {name}");
    }

    private static JsonNode? Tool(JsonElement tool)
    {
        if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("function")) throw RequestFields.Wrong("tools", "tools must be functions");
        JsonObject function = [];
        foreach (JsonProperty property in tool.EnumerateObject().Where(property => property.Name != "type")) function[property.Name] = JsonNodes.Of(property.Value);
        return new JsonObject { ["type"] = "function", ["function"] = function };
    }

    private static JsonObject Message(string role, JsonNode? content) => new() { ["role"] = role, ["content"] = content };

    private static InferenceException Wrong(string problem) => RequestFields.Wrong(Input, problem);
}
