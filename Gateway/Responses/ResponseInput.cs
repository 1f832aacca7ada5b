using System.Buffers;
using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Errors;
using Inference.Gateway.Http;

namespace Inference.Gateway.Responses;

/// <summary>The items of a conversation: those of the response that a request follows, and its own input.</summary>
internal static class ResponseInput
{
    private const string Field = "input", Previous = "previous_response_id";

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = JsonNodes.MaxDepth };

    /// <param name="fields">The request.</param>
    /// <param name="find">Finds a response that is kept.</param>
    /// <exception cref="ApiException">The response that it follows is not kept.</exception>
    public static JsonElement Read(RequestFields fields, Func<string, StoredResponse?> find)
    {
        JsonElement input = fields.Element(Field) ?? throw RequestFields.Missing(Field);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            if (fields.Text(Previous) is { } id) WriteItems(writer, JsonElement.Parse((find(id) ?? throw NotKept(id)).Items.Span, Depth));
            switch (input.ValueKind)
            {
                case JsonValueKind.String:
                    writer.WriteStartObject();
                    writer.WriteString("type"u8, "message"u8);
                    writer.WriteString("role"u8, "user"u8);
                    writer.WriteString("content"u8, input.GetString());
                    writer.WriteEndObject();
                    break;
                case JsonValueKind.Array:
                    WriteItems(writer, input);
                    break;
                default:
                    throw RequestFields.WrongType(Field, "a string or a list of items", input);
            }

            writer.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan, Depth);
    }

    private static void WriteItems(Utf8JsonWriter writer, JsonElement items)
    {
        foreach (JsonElement item in items.EnumerateArray()) item.WriteTo(writer);
    }

    private static ApiException NotKept(string id) =>
        new(ApiError.Of(new InferenceException(InferenceError.InvalidRequest, $"Previous response with id '{id}' not found.") { Parameter = Previous }) with { Code = "previous_response_not_found" });
}
