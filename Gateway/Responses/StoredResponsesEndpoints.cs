using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Gateway.Http;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Responses;

/// <summary><c>/v1/responses/{id}</c>: what is kept of a response, until it is deleted or gives way to later ones.</summary>
internal sealed class StoredResponsesEndpoints(ResponseStore store, ResponsesEndpoint responses)
{
    /// <summary>Whether a response is asked for as a stream, which is computed.</summary>
    public static bool AsksForStream(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Query["stream"] == "true";

    public Task FindAsync(HttpContext context) =>
        AsksForStream(context.Request) ? responses.ResumeAsync(context) : WriteAsync(context, Stored(context).Response);

    /// <summary>The items of the conversation without the response's own.</summary>
    public Task ItemsAsync(HttpContext context)
    {
        StoredResponse stored = Stored(context);
        JsonElement items = JsonElement.Parse(stored.Items.Span, new JsonDocumentOptions { MaxDepth = JsonNodes.MaxDepth });
        int output = JsonElement.Parse(stored.Response.Span, new JsonDocumentOptions { MaxDepth = JsonNodes.MaxDepth }).GetProperty("output").GetArrayLength();
        JsonNode[] input = [.. items.EnumerateArray().SkipLast(output).Select(Identified)];
        if (context.Request.Query["order"] != "asc") Array.Reverse(input);
        JsonObject list = new()
        {
            ["object"] = "list",
            ["data"] = new JsonArray(input),
            ["first_id"] = input.FirstOrDefault()?["id"]?.DeepClone(),
            ["last_id"] = input.LastOrDefault()?["id"]?.DeepClone(),
            ["has_more"] = false,
        };
        return WriteAsync(context, ApiJson.Write(list, ApiJson.Default.JsonObject));
    }

    public Task DeleteAsync(HttpContext context)
    {
        string id = IdOf(context);
        if (!store.Remove(ResponseStore.OwnerOf(context), id)) throw ResponseStore.NotFound(id);
        JsonObject deleted = new() { ["id"] = id, ["object"] = "response", ["deleted"] = true };
        return WriteAsync(context, ApiJson.Write(deleted, ApiJson.Default.JsonObject));
    }

    /// <summary>An item with an id: its own, or one made of its place. Of members of one name the last counts.</summary>
    private static JsonNode Identified(JsonElement item, int index)
    {
        JsonObject identified = [];
        foreach (JsonProperty member in item.EnumerateObject()) identified[member.Name] = JsonNodes.Of(member.Value);
        identified["id"] ??= $"item_{index}";
        return identified;
    }

    private StoredResponse Stored(HttpContext context)
    {
        string id = IdOf(context);
        return store.Find(ResponseStore.OwnerOf(context), id) ?? throw ResponseStore.NotFound(id);
    }

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
