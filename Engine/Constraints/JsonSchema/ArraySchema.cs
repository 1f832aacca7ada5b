using System.Text.Json;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>Arrays. Behind <c>prefixItems</c> come others only where the schema says which, or asks for so many.</summary>
internal static class ArraySchema
{
    public static Expr Translate(SchemaTranslation translation, JsonElement schema, string path)
    {
        int min = SchemaError.Count(schema, "minItems", path) ?? 0;
        int? max = SchemaError.Count(schema, "maxItems", path);
        if (max < min) return Expr.Never;
        bool saysItems = schema.TryGetProperty("items", out JsonElement items);
        if (saysItems && items.ValueKind == JsonValueKind.Array) throw SchemaError.Wrong("'items' as a list is not supported; that is 'prefixItems' now", path);
        Expr item = !saysItems ? translation.Any.Value : translation.AsRule(items, $"{path}/items");
        if (saysItems && items.ValueKind == JsonValueKind.False) max = Math.Min(max ?? int.MaxValue, Prefix(schema, path).Length);
        JsonElement[] prefix = Prefix(schema, path);
        if (prefix.Length == 0) return max < min ? Expr.Never : AnyJson.ListOf("[", item, "]", min, max);
        if (!saysItems && min <= prefix.Length) max = Math.Min(max ?? int.MaxValue, prefix.Length);
        return max < min ? Expr.Never : Tuple(translation, prefix, item, min, max, path);
    }

    private static JsonElement[] Prefix(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("prefixItems", out JsonElement prefix)) return [];
        return prefix.ValueKind == JsonValueKind.Array ? [.. prefix.EnumerateArray()] : throw SchemaError.Wrong("'prefixItems' must be a list of schemas", path);
    }

    // Node i: i items are written; the last node is the end.
    private static Expr Tuple(SchemaTranslation translation, JsonElement[] prefix, Expr item, int min, int? max, string path)
    {
        int count = Math.Min(prefix.Length, max ?? int.MaxValue), end = count + 1;
        List<(int, int, Expr)> edges = [];
        for (int i = 0; i < count; i++)
        {
            edges.Add((i, i + 1, Expr.Seq(i == 0 ? JsonText.Space : JsonText.Comma, translation.Translate(prefix[i], $"{path}/prefixItems/{i}"))));
            if (i >= min) edges.Add((i, end, i == 0 ? Expr.Text("]") : Expr.Seq(JsonText.Space, Expr.Text("]"))));
        }

        Expr rest = count == 0 ? Expr.Nothing : Expr.Times(Expr.Seq(JsonText.Comma, item), Math.Max(0, min - count), max - count);
        edges.Add((count, end, Expr.Seq(rest, JsonText.Space, Expr.Text("]"))));
        return Expr.Seq(Expr.Text("["), new Expr.Graph(end + 1, edges));
    }
}
