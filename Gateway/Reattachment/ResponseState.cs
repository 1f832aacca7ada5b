using System.Buffers;
using System.Text.Json;

namespace Inference.Gateway.Reattachment;

/// <summary>What a front needs, besides tokens, to make a response's events again: what was asked, of which model, when.</summary>
/// <param name="RequestId">Of the HTTP request that began it.</param>
/// <param name="Model">By the name that answers say.</param>
/// <param name="Version">Of the model.</param>
/// <param name="Created">When it began.</param>
/// <param name="Interval">Tokens in one event, behind the first.</param>
/// <param name="Body">The request.</param>
/// <param name="Input">The conversation that the request follows, with its own input, where the body alone does not say it.</param>
internal sealed record ResponseState(string RequestId, string Model, string Version, DateTimeOffset Created, int Interval, JsonElement Body, JsonElement? Input)
{
    private const int MaxDepth = 256;

    public byte[] ToBytes()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("request"u8, RequestId);
            writer.WriteString("model"u8, Model);
            writer.WriteString("version"u8, Version);
            writer.WriteNumber("created"u8, Created.UtcTicks);
            writer.WriteNumber("interval"u8, Interval);
            writer.WritePropertyName("body"u8);
            Body.WriteTo(writer);
            if (Input is { } input)
            {
                writer.WritePropertyName("input"u8);
                input.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static ResponseState Of(ReadOnlySpan<byte> bytes)
    {
        JsonElement root = JsonElement.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return new ResponseState(
            Text("request"), Text("model"), Text("version"), new DateTimeOffset(root.GetProperty("created").GetInt64(), TimeSpan.Zero), root.GetProperty("interval").GetInt32(),
            root.GetProperty("body"), root.TryGetProperty("input", out JsonElement input) ? input : null);

        string Text(string name) => root.GetProperty(name).GetString()!;
    }
}
