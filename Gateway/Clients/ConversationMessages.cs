using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Http;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Clients;

/// <summary>Writes a conversation as the API's <c>messages</c>.</summary>
internal static class ConversationMessages
{
    private const string Field = "messages";

    /// <param name="messages">What was said.</param>
    /// <param name="instructions">Stand before everything: at the beginning of the system's message where there is one, since templates take one at most.</param>
    /// <exception cref="InferenceException">A message holds something that no text is made of.</exception>
    public static JsonArray Write(IEnumerable<ChatMessage> messages, string? instructions)
    {
        JsonArray written = [];
        foreach (ChatMessage message in messages) Add(written, message);
        if (string.IsNullOrEmpty(instructions)) return written;
        if (written.Count > 0 && written[0] is JsonObject first && (string?)first["role"] == ChatRole.System.Value && first["content"] is JsonValue content)
        {
            string told = (string?)content ?? "";
            first["content"] = told.Length > 0 ? $"{instructions}\n\n{told}" : instructions;
        }
        else
        {
            written.Insert(0, new JsonObject { ["role"] = ChatRole.System.Value, ["content"] = instructions });
        }

        return written;
    }

    /// <summary>A message with results of several calls becomes one for each.</summary>
    private static void Add(JsonArray written, ChatMessage message)
    {
        FunctionResultContent[] results = [.. message.Contents.OfType<FunctionResultContent>()];
        foreach (FunctionResultContent result in results)
        {
            written.Add((JsonNode)new JsonObject { ["role"] = ChatRole.Tool.Value, ["tool_call_id"] = result.CallId, ["content"] = TextOf(result) });
        }

        if (results.Length == 0 || message.Contents.Any(content => content is TextContent or FunctionCallContent)) written.Add((JsonNode)Of(message));
    }

    private static JsonObject Of(ChatMessage message)
    {
        List<string> texts = [];
        List<string> reasoning = [];
        JsonArray calls = [];
        foreach (AIContent content in message.Contents)
        {
            switch (content)
            {
                case TextReasoningContent thought:
                    reasoning.Add(thought.Text);
                    break;
                case TextContent text:
                    texts.Add(text.Text);
                    break;
                case FunctionCallContent call:
                    calls.Add((JsonNode)Of(call));
                    break;
                case FunctionResultContent or UsageContent or ErrorContent:
                    break;
                default:
                    throw RequestFields.Wrong(Field, $"a message of the {message.Role} has a {content.GetType().Name}, which is not supported: this model reads text");
            }
        }

        JsonObject written = new() { ["role"] = message.Role.Value, ["content"] = ContentOf(message.Role, texts) };
        if (message.AuthorName is { Length: > 0 } author) written["name"] = author;
        if (reasoning.Count > 0) written["reasoning_content"] = string.Concat(reasoning);
        if (calls.Count > 0) written["tool_calls"] = calls;
        return written;
    }

    /// <summary>An answer's texts are pieces of one; what others say in several texts are several paragraphs, which the API has as parts.</summary>
    private static JsonNode ContentOf(ChatRole role, List<string> texts) => role == ChatRole.Assistant || texts.Count <= 1
        ? JsonValue.Create(string.Concat(texts))
        : new JsonArray([.. texts.Select(text => new JsonObject { ["type"] = "text", ["text"] = text })]);

    private static JsonObject Of(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), CompactJson.Options) },
    };

    private static string TextOf(FunctionResultContent result) => result.Result switch
    {
        null => result.Exception is { } failure ? $"Error: {failure.Message}" : "",
        string text => text,
        TextContent text => text.Text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        IEnumerable<AIContent> contents => string.Join('\n', contents.Select(content => content is TextContent text
            ? text.Text
            : throw RequestFields.Wrong(Field, $"the result of a call has a {content.GetType().Name}, which is not supported: this model reads text"))),
        object other => JsonSerializer.Serialize(other, CompactJson.Options),
    };
}
