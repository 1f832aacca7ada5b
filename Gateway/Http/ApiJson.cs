using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Inference.Gateway.Chat;
using Inference.Gateway.Completions;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Errors;
using Inference.Gateway.Health;
using Inference.Gateway.Models;
using Inference.Gateway.Simple;
using Inference.Gateway.Tokenization;

namespace Inference.Gateway.Http;

/// <summary>Every JSON that the API answers with.</summary>
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(ChatLogprobs))]
[JsonSerializable(typeof(Completion))]
[JsonSerializable(typeof(CompletionChunk))]
[JsonSerializable(typeof(EmbeddingList))]
[JsonSerializable(typeof(PooledList))]
[JsonSerializable(typeof(Ranking))]
[JsonSerializable(typeof(ScoreList))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(GeneratedBatch))]
[JsonSerializable(typeof(GeneratedText))]
[JsonSerializable(typeof(TokenizeAnswer))]
[JsonSerializable(typeof(DetokenizeAnswer))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(VersionReport))]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>
    /// Answers are JSON for programs, not to be put into web pages as they are: so letters of all scripts stay as they are. The writer has
    /// that from here, and not the serializer, whose generated code would then not be used.
    /// </summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Writing)) JsonSerializer.Serialize(writer, value, type);
        return buffer.WrittenSpan.ToArray();
    }
}
