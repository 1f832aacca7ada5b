using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Http;

internal static class JsonResponse
{
    private const string ContentType = "application/json; charset=utf-8";

    public static async Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        byte[] json = ApiJson.Write(value, type);
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
