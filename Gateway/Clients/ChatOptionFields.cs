using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Http;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Clients;

/// <summary>Writes an application's options as fields of a chat completion.</summary>
internal static class ChatOptionFields
{
    private const string TemplateVariables = "chat_template_kwargs", Reasoning = "reasoning_effort";

    /// <summary>What the client answers for, whatever the options say.</summary>
    private static readonly string[] Reserved = ["messages", "stream", "stream_options"];

    /// <param name="options">Further properties are fields by their names in the API; the options' own properties go before these.</param>
    /// <param name="raw">What the application has written itself goes before all.</param>
    /// <exception cref="InferenceException">An option has no meaning here.</exception>
    public static JsonObject Write(ChatOptions? options, JsonObject? raw)
    {
        JsonObject fields = AdditionalFields.Write(options?.AdditionalProperties);
        if (options is not null)
        {
            Refuse(options);
            WriteSampling(fields, options);
            WriteReasoning(fields, options.Reasoning?.Effort);
            WriteTools(fields, options);
            if (FormatOf(options.ResponseFormat) is { } format) fields["response_format"] = format;
        }

        foreach ((string name, JsonNode? value) in raw ?? []) fields[name] = value?.DeepClone();
        foreach (string name in Reserved)
        {
            if (fields.ContainsKey(name)) throw RequestFields.Wrong(name, $"{name} is not an option: the client sets it");
        }

        if (fields["n"] is JsonValue n && !(n.TryGetValue(out int count) && count == 1) && n.GetValueKind() != JsonValueKind.Null) throw RequestFields.Wrong("n", "n must be 1: a chat client's answer is one");
        return fields;
    }

    private static void Refuse(ChatOptions options)
    {
        if (options.ConversationId is not null) throw RequestFields.Wrong("conversation_id", "conversations are not kept here: send all their messages, without a ConversationId");
        if (options.ContinuationToken is not null) throw RequestFields.Wrong("continuation_token", "answers are not made in the background, and so there is none to go on with");
    }

    private static void WriteSampling(JsonObject fields, ChatOptions options)
    {
        Set("model", options.ModelId);
        Set("temperature", options.Temperature);
        Set("top_p", options.TopP);
        Set("top_k", options.TopK);
        Set("max_completion_tokens", options.MaxOutputTokens);
        Set("presence_penalty", options.PresencePenalty);
        Set("frequency_penalty", options.FrequencyPenalty);
        Set("seed", options.Seed);
        if (options.StopSequences is { Count: > 0 } stop) fields["stop"] = new JsonArray([.. stop.Select(text => JsonValue.Create(text))]);

        void Set(string name, JsonNode? value)
        {
            if (value is not null) fields[name] = value;
        }
    }

    /// <summary>To reason not at all, templates are told by a variable that most families share.</summary>
    private static void WriteReasoning(JsonObject fields, ReasoningEffort? effort)
    {
        if (effort is null) return;
        fields[Reasoning] = effort switch
        {
            ReasoningEffort.None => "none",
            ReasoningEffort.Low => "low",
            ReasoningEffort.Medium => "medium",
            ReasoningEffort.High => "high",
            _ => "xhigh",
        };
        if (effort != ReasoningEffort.None) return;
        if (fields[TemplateVariables] is not JsonObject variables) fields[TemplateVariables] = variables = [];
        variables.TryAdd("enable_thinking", false);
    }

    private static void WriteTools(JsonObject fields, ChatOptions options)
    {
        if (options.Tools is { Count: > 0 } tools)
        {
            fields["tools"] = new JsonArray([.. tools.Select(Of)]);
            if (options.AllowMultipleToolCalls is { } several) fields["parallel_tool_calls"] = several;
        }

        switch (options.ToolMode)
        {
            case NoneChatToolMode:
                fields["tool_choice"] = "none";
                break;
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                fields["tool_choice"] = new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name } };
                break;
            case RequiredChatToolMode:
                fields["tool_choice"] = "required";
                break;
        }
    }

    private static JsonObject Of(AITool tool)
    {
        if (tool is not AIFunctionDeclaration function) throw RequestFields.Wrong("tools", $"the tool '{tool.Name}' is a {tool.GetType().Name}; only functions are supported");
        JsonObject written = new() { ["name"] = function.Name, ["description"] = function.Description, ["parameters"] = JsonObject.Create(function.JsonSchema) };
        if (function.AdditionalProperties.TryGetValue("strict", out object? strict) && strict is bool isStrict) written["strict"] = isStrict;
        return new JsonObject { ["type"] = "function", ["function"] = written };
    }

    private static JsonObject? FormatOf(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json => new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = json.SchemaName ?? "answer", ["schema"] = JsonNode.Parse(schema.GetRawText()), ["strict"] = true },
        },
        ChatResponseFormatJson => new JsonObject { ["type"] = "json_object" },
        _ => null,
    };
}
