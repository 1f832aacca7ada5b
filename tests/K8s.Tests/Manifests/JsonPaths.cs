using System.Text.Json.Nodes;

namespace Inference.K8s.Tests.Manifests;

/// <summary>Looking into objects of which any part may be missing.</summary>
internal static class JsonPaths
{
    /// <summary>What is below, by names of fields; null where there is nothing.</summary>
    public static JsonNode? At(this JsonNode? node, params IEnumerable<string> path)
    {
        foreach (string name in path) node = (node as JsonObject)?[name];
        return node;
    }

    public static string? TextAt(this JsonNode? node, params IEnumerable<string> path) => node.At(path)?.ToString();

    public static int? NumberAt(this JsonNode? node, params IEnumerable<string> path) => node.At(path) is JsonValue value && value.TryGetValue(out long number) ? (int)number : null;

    public static bool IsTrue(this JsonNode? node, params IEnumerable<string> path) => node.At(path) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    public static bool IsFalse(this JsonNode? node, params IEnumerable<string> path) => node.At(path) is JsonValue value && value.TryGetValue(out bool flag) && !flag;

    public static IEnumerable<JsonNode> Items(this JsonNode? node, params IEnumerable<string> path) => (node.At(path) as JsonArray)?.OfType<JsonNode>() ?? [];

    public static IEnumerable<string> Texts(this JsonNode? node, params IEnumerable<string> path) => node.Items(path).Select(item => item.ToString());

    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, params IEnumerable<string> path) =>
        (node.At(path) as JsonObject)?.ToDictionary(entry => entry.Key, entry => entry.Value?.ToString() ?? "") ?? [];

    /// <summary>Whether labels have all that a selector's <c>matchLabels</c> asks for.</summary>
    public static bool AreIn(this IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) =>
        selector.All(entry => labels.GetValueOrDefault(entry.Key) == entry.Value);
}
