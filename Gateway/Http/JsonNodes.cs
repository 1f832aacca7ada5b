using System.Text.Json;
using System.Text.Json.Nodes;

namespace Inference.Gateway.Http;

/// <summary>What clients send as part of JSON that is made here: unread, so that it may be as deep as bodies may, and have members twice.</summary>
internal static class JsonNodes
{
    /// <summary>How deep JSON may be that holds what came in bodies.</summary>
    public const int MaxDepth = 256;

    public static JsonNode? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };
}
