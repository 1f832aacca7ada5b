using System.Buffers;
using System.Text;
using System.Text.Json;
using Inference.Contracts;
using Inference.Server.Terminal;

namespace Inference.Server.Generation;

/// <summary>Writes a generation as one JSON object.</summary>
internal sealed class JsonGenerationWriter(GenerationRun generation)
{
    public async Task RunAsync(TextWriter output, CancellationToken cancellation)
    {
        await foreach (TextPiece _ in generation.RunAsync(cancellation))
        {
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonLines.WriterOptions)) Write(writer);
        await output.WriteLineAsync(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("choices"u8);
        foreach (ChoiceOutput choice in generation.Choices)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index"u8, choice.Index);
            writer.WriteString("text"u8, choice.Text);
            writer.WriteStartArray("token_ids"u8);
            foreach (int token in choice.Tokens) writer.WriteNumberValue(token);
            writer.WriteEndArray();
            writer.WriteString("finish_reason"u8, choice.FinishReason switch { FinishReason.Stop => "stop", FinishReason.Length => "length", FinishReason.Abort => "abort", _ => "error" });
            if (generation.Request.Sampling.Logprobs is not null) WriteLogprobs(writer, "logprobs", choice.Logprobs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (generation.PromptLogprobs is { } prompt) WriteLogprobs(writer, "prompt_logprobs", prompt);
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, generation.Request.Prompt.Count);
        writer.WriteNumber("cached_tokens"u8, generation.CachedTokens);
        writer.WriteNumber("completion_tokens"u8, generation.Choices.Sum(choice => choice.Tokens.Count));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteLogprobs(Utf8JsonWriter writer, string name, IEnumerable<TokenLogprobs?> logprobs)
    {
        writer.WriteStartArray(name);
        foreach (TokenLogprobs? position in logprobs)
        {
            if (position is null)
            {
                writer.WriteNullValue();
                continue;
            }

            writer.WriteStartObject();
            writer.WriteNumber("token"u8, position.Token);
            WriteLogprob(writer, position.Logprob);
            writer.WriteNumber("rank"u8, position.Rank);
            writer.WriteStartArray("top"u8);
            foreach (TopToken top in position.Top)
            {
                writer.WriteStartObject();
                writer.WriteNumber("token"u8, top.Token);
                WriteLogprob(writer, top.Logprob);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>JSON has no infinity: a token that cannot be is null.</summary>
    private static void WriteLogprob(Utf8JsonWriter writer, float logprob)
    {
        if (float.IsFinite(logprob)) writer.WriteNumber("logprob"u8, logprob);
        else writer.WriteNull("logprob"u8);
    }
}
