using System.Buffers;
using System.Text;
using System.Text.Json;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Client;

/// <summary>Writes the body of a turn's request.</summary>
internal sealed class RequestWriter(RequestOptions options)
{
    private const int LowestTokenId = 300, TokenIds = 19700;

    public string Path => options.Path;

    /// <param name="conversation">Who speaks.</param>
    /// <param name="turn">Which turn.</param>
    /// <param name="answers">To the turns before.</param>
    public ReadOnlyMemory<byte> Write(Conversation conversation, int turn, IReadOnlyList<string> answers)
    {
        ArrayBufferWriter<byte> body = new(1024);
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("model", options.Model);
            WritePrompt(json, conversation, turn, answers);
            json.WriteNumber("max_tokens", conversation.Turns[turn].MaxTokens);
            json.WriteNumber("temperature", options.Temperature);
            if (options.Seed is { } seed) json.WriteNumber("seed", Seeds.Of(seed, "sampling", (conversation.Index * 1000) + turn).Next());
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
            if (options.IgnoreEos && conversation.ResponseFormat is null) json.WriteBoolean("ignore_eos", true);
            if (options.ReturnTokenIds) json.WriteBoolean("return_token_ids", true);
            WriteRaw(json, "response_format", conversation.ResponseFormat);
            WriteExtra(json);
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private void WritePrompt(Utf8JsonWriter json, Conversation conversation, int turn, IReadOnlyList<string> answers)
    {
        if (options.Api != ApiKind.Chat)
        {
            string text = Flat(conversation, turn, answers);
            if (options.Api == ApiKind.Completions) json.WriteString("prompt", text);
            else WriteTokens(json, text);
            return;
        }

        json.WriteStartArray("messages");
        if (conversation.System is { } system) WriteMessage(json, "system", system);
        for (int i = 0; i <= turn; i++)
        {
            WriteMessage(json, "user", conversation.Turns[i].Text);
            if (i < turn) WriteMessage(json, "assistant", answers[i]);
        }

        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", content);
        json.WriteEndObject();
    }

    private static string Flat(Conversation conversation, int turn, IReadOnlyList<string> answers)
    {
        StringBuilder text = new();
        if (conversation.System is { } system) text.Append(system).Append("\n\n");
        for (int i = 0; i <= turn; i++)
        {
            text.Append(conversation.Turns[i].Text);
            if (i < turn) text.Append("\n\n").Append(answers[i]).Append("\n\n");
        }

        return text.ToString();
    }

    /// <summary>A word is one token, the same word the same one.</summary>
    private static void WriteTokens(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray("prompt");
        foreach (string word in text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            uint hash = 2166136261;
            foreach (char letter in word) hash = (hash ^ letter) * 16777619;
            json.WriteNumberValue(LowestTokenId + (int)(hash % TokenIds));
        }

        json.WriteEndArray();
    }

    private void WriteExtra(Utf8JsonWriter json)
    {
        if (options.Extra is null) return;
        using JsonDocument extra = JsonDocument.Parse(options.Extra);
        foreach (JsonProperty property in extra.RootElement.EnumerateObject()) property.WriteTo(json);
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) return;
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }
}
