using System.Text.Json;
using System.Text.Unicode;
using Inference.Gateway.Errors;
using Inference.ModelFiles.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Inference.Gateway.Http;

/// <summary>Reads a request's body: a JSON object whose every string is a text.</summary>
internal static class RequestBody
{
    private const int MaxDepth = 128;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads it once; who asks again gets the same.</summary>
    /// <exception cref="ApiException">The body is no such thing.</exception>
    public static async Task<JsonElement> ReadObjectAsync(HttpContext context)
    {
        if (context.Features.Get<BodyFeature>() is { } read) return read.Root;
        JsonElement root = await ReadAsync(context);
        context.Features.Set(new BodyFeature(root));
        return root;
    }

    private static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType)) throw new ApiException(ApiError.OfStatus(StatusCodes.Status415UnsupportedMediaType));
        string encoding = context.Request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(ApiError.OfStatus(StatusCodes.Status415UnsupportedMediaType, "The body must be sent as it is: no Content-Encoding is supported."));
        }

        using MemoryStream buffer = new();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        ReadOnlyMemory<byte> bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        JsonElement root = Parse(bytes.Span.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes);
        return root.ValueKind == JsonValueKind.Object ? root : throw new ApiException(ApiError.MalformedBody("The body must be a JSON object."));
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? media)
        && (media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));

    private static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) throw new ApiException(ApiError.MalformedBody("The body is not UTF-8."));
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
            JsonElement root = document.RootElement.Clone();
            return JsonTexts.AreWhole(bytes.Span, root) ? root : throw new ApiException(ApiError.MalformedBody("The body has half of a surrogate pair, which is no text."));
        }
        catch (JsonException error)
        {
            throw new ApiException(ApiError.MalformedBody($"The body is not valid JSON, or nested more than {MaxDepth} deep: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}."));
        }
    }

    private sealed record BodyFeature(JsonElement Root);
}
