using System.Text;
using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Http;
using Inference.ModelFiles.Json;

namespace Inference.Gateway.Chat;

/// <summary>Turns the API's messages into those that templates expect: contents as one text, a call's arguments as an object.</summary>
internal static class ChatMessages
{
    private const string Field = "messages", ShortReasoning = "reasoning", LongReasoning = "reasoning_content";

    /// <exception cref="InferenceException">They are no conversation in text.</exception>
    public static void Write(Utf8JsonWriter writer, JsonElement messages)
    {
        writer.WriteStartArray();
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object) throw RequestFields.WrongType(Field, "a list of objects", message);
            if (!message.TryGetProperty("role", out JsonElement role) || role.ValueKind != JsonValueKind.String) throw Wrong("each message must have a role");
            writer.WriteStartObject();
            foreach (JsonProperty property in message.EnumerateObject()) WriteProperty(writer, property);
            if (!message.TryGetProperty("content", out _)) writer.WriteString("content"u8, "");
            WriteReasoningByBothNames(writer, message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A message's content as one text.</summary>
    public static string TextOf(JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Null:
                return "";
            case JsonValueKind.String:
                return content.GetString()!;
            case JsonValueKind.Array:
                return string.Join('\n', content.EnumerateArray().Select(TextOfPart));
            default:
                throw RequestFields.WrongType(Field, "messages whose content is a string or a list of text parts", content);
        }
    }

    /// <summary>Clients call an earlier answer's reasoning by either name, and templates read either.</summary>
    private static void WriteReasoningByBothNames(Utf8JsonWriter writer, JsonElement message)
    {
        bool isLong = message.TryGetProperty(LongReasoning, out JsonElement reasoning) && reasoning.ValueKind != JsonValueKind.Null;
        bool isShort = message.TryGetProperty(ShortReasoning, out JsonElement other) && other.ValueKind != JsonValueKind.Null;
        if (isLong == isShort) return;
        writer.WritePropertyName(isLong ? ShortReasoning : LongReasoning);
        (isLong ? reasoning : other).WriteTo(writer);
    }

    /// <summary>What says that there is nothing is left out, as answers have it: templates ask whether it is there.</summary>
    private static void WriteProperty(Utf8JsonWriter writer, JsonProperty property)
    {
        switch (property.Name)
        {
            case "content":
                writer.WriteString("content"u8, TextOf(property.Value));
                break;
            case "tool_calls" when property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() > 0:
                writer.WriteStartArray("tool_calls"u8);
                foreach (JsonElement call in property.Value.EnumerateArray()) WriteCall(writer, call);
                writer.WriteEndArray();
                break;
            case "tool_calls" when property.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array):
                throw RequestFields.WrongType(Field, "messages whose tool_calls are a list", property.Value);
            case "tool_calls":
            case not null when property.Value.ValueKind == JsonValueKind.Null:
                break;
            default:
                property.WriteTo(writer);
                break;
        }
    }

    private static void WriteCall(Utf8JsonWriter writer, JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("function", out JsonElement function) || function.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("each of tool_calls must have a function");
        }

        writer.WriteStartObject();
        foreach (JsonProperty property in call.EnumerateObject().Where(property => property.Name != "function")) property.WriteTo(writer);
        writer.WriteStartObject("function"u8);
        foreach (JsonProperty property in function.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            if (property.Name == "arguments" && property.Value.ValueKind == JsonValueKind.String) WriteArguments(writer, property.Value.GetString()!);
            else property.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteArguments(Utf8JsonWriter writer, string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments)) arguments = "{}";
        try
        {
            byte[] json = Encoding.UTF8.GetBytes(arguments);
            using JsonDocument document = JsonDocument.Parse(json);
            if (!JsonTexts.AreWhole(json, document.RootElement)) throw NotJson();
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            throw NotJson();
        }

        static InferenceException NotJson() => Wrong("the arguments of each of tool_calls must be JSON");
    }

    private static string TextOfPart(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.String) return part.GetString()!;
        if (part.ValueKind != JsonValueKind.Object) throw RequestFields.WrongType(Field, "messages whose content parts are objects", part);
        string? type = part.TryGetProperty("type", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        if (type is not ("text" or "input_text" or "output_text" or "refusal" or null)) throw Wrong($"content parts of type '{type}' are not supported: this model reads text");
        string field = type == "refusal" ? "refusal" : "text";
        return part.TryGetProperty(field, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw Wrong($"each text part of a message must have a {field}");
    }

    private static InferenceException Wrong(string problem) => RequestFields.Wrong(Field, problem);
}
