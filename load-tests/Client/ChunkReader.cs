using System.Buffers;
using System.Text.Json;

namespace Inference.LoadTests.Client;

/// <summary>Reads chunks of chat completions and of completions, field by field; makes no strings of their text.</summary>
internal static class ChunkReader
{
    /// <summary>False where the data is no JSON object, or its text no text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, ChunkFields fields)
    {
        fields.Clear();
        Utf8JsonReader json = new(data);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("id"u8)) CopyString(ref json, fields.ResponseId);
                else if (json.ValueTextEquals("choices"u8)) ReadChoices(ref json, fields);
                else if (json.ValueTextEquals("usage"u8)) ReadUsage(ref json, fields);
                else if (json.ValueTextEquals("error"u8)) ReadError(ref json, fields);
                else SkipValue(ref json);
            }

            return json.TokenType == JsonTokenType.EndObject && !json.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static void ReadChoices(ref Utf8JsonReader json, ChunkFields fields)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("delta"u8)) ReadDelta(ref json, fields);
                else if (json.ValueTextEquals("text"u8)) CopyString(ref json, fields.Text);
                else if (json.ValueTextEquals("token_ids"u8)) ReadTokenIds(ref json, fields);
                else if (json.ValueTextEquals("finish_reason"u8)) fields.FinishReason = ReadName(ref json) ?? fields.FinishReason;
                else SkipValue(ref json);
            }
        }
    }

    private static void ReadDelta(ref Utf8JsonReader json, ChunkFields fields)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("content"u8) || json.ValueTextEquals("reasoning_content"u8) || json.ValueTextEquals("reasoning"u8))
            {
                CopyString(ref json, fields.Text);
            }
            else if (json.ValueTextEquals("tool_calls"u8))
            {
                json.Read();
                fields.HasToolCall |= json.TokenType == JsonTokenType.StartArray;
                json.Skip();
            }
            else
            {
                SkipValue(ref json);
            }
        }
    }

    private static void ReadTokenIds(ref Utf8JsonReader json, ChunkFields fields)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) return;
        fields.HasTokenIds = true;
        while (json.Read() && json.TokenType == JsonTokenType.Number) fields.TokenIds.Add(json.GetInt32());
    }

    private static void ReadUsage(ref Utf8JsonReader json, ChunkFields fields)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prompt_tokens"u8)) fields.PromptTokens = ReadNumber(ref json);
            else if (json.ValueTextEquals("completion_tokens"u8)) fields.CompletionTokens = ReadNumber(ref json);
            else if (json.ValueTextEquals("cached_tokens"u8)) fields.CachedTokens = ReadNumber(ref json);
            else if (json.ValueTextEquals("prompt_tokens_details"u8)) ReadUsage(ref json, fields);
            else SkipValue(ref json);
        }
    }

    private static void ReadError(ref Utf8JsonReader json, ChunkFields fields)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) fields.Error = json.GetString();
        if (json.TokenType != JsonTokenType.StartObject) return;
        fields.Error = "the server reports an error";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("message"u8)) fields.Error = ReadName(ref json) ?? fields.Error;
            else SkipValue(ref json);
        }
    }

    private static string? ReadName(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
        {
            // The names that come with every answer are not made anew each time.
            return json.ValueTextEquals("stop"u8) ? "stop" : json.ValueTextEquals("length"u8) ? "length" : json.GetString();
        }

        json.Skip();
        return null;
    }

    private static int? ReadNumber(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number) return json.GetInt32();
        json.Skip();
        return null;
    }

    private static void CopyString(ref Utf8JsonReader json, ArrayBufferWriter<byte> target)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
        {
            json.Skip();
            return;
        }

        Span<byte> space = target.GetSpan(Math.Max(1, json.ValueSpan.Length));
        target.Advance(json.CopyString(space));
    }

    private static void SkipValue(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }
}
