using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>Makes one schema of several that must hold together, where that is simple.</summary>
internal static class SchemaMerge
{
    public static JsonElement Without(JsonElement schema, string keyword)
    {
        JsonObject result = ToNode(schema)!.AsObject();
        result.Remove(keyword);
        return ToElement(result);
    }

    public static JsonElement AllOf(params JsonElement[] schemas) => ToElement(new JsonObject { ["allOf"] = new JsonArray([.. schemas.Select(ToNode)]) });

    /// <summary>The schema without <c>$ref</c> and <c>allOf</c>: what they say has become part of it.</summary>
    public static JsonElement Flatten(JsonElement schema, SchemaTranslation translation, string path)
    {
        Stack<(JsonElement Part, bool Opened)> open = new([(schema, false)]);
        JsonObject result = [];
        for (int steps = 0; open.TryPop(out (JsonElement Part, bool Opened) at); steps++)
        {
            if (steps > 1000) throw ConstraintError.TooLarge($"'allOf' and '$ref' at {path} lead to more than 500 schemas, or round in a circle");
            JsonElement part = at.Part;
            if (part.ValueKind == JsonValueKind.True) continue;
            if (part.ValueKind == JsonValueKind.False) return part;
            if (part.ValueKind != JsonValueKind.Object) throw SchemaError.Wrong("a schema must be an object, true or false", path);
            if (at.Opened)
            {
                Add(result, part, path);
                continue;
            }

            SchemaKeywords.Check(part, path);
            open.Push((part, true));
            foreach (JsonElement inner in Inner(part, translation, path).Reverse()) open.Push((inner, false));
        }

        return ToElement(result);
    }

    /// <summary>The schemas that are part of one. What they say comes first: properties of a base before those of what extends it.</summary>
    private static IEnumerable<JsonElement> Inner(JsonElement schema, SchemaTranslation translation, string path)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            yield return translation.Resolve(reference.ValueKind == JsonValueKind.String ? reference.GetString()! : reference.GetRawText(), path);
        }

        if (!schema.TryGetProperty("allOf", out JsonElement all)) yield break;
        if (all.ValueKind != JsonValueKind.Array) throw SchemaError.Wrong("'allOf' must be a list of schemas", path);
        foreach (JsonElement item in all.EnumerateArray()) yield return item;
    }

    private static void Add(JsonObject result, JsonElement part, string path)
    {
        if (Closes(result, part) || Closes(part, result)) throw SchemaError.Unsupported("additionalProperties' beside other 'properties' in 'allOf", path);
        foreach (JsonProperty keyword in part.EnumerateObject())
        {
            if (keyword.Name is "$ref" or "allOf" || SchemaKeywords.Annotations.Contains(keyword.Name)) continue;
            JsonNode? added = ToNode(keyword.Value);
            if (!result.TryGetPropertyValue(keyword.Name, out JsonNode? present) || JsonNode.DeepEquals(present, added)) result[keyword.Name] = added;
            else if (present is null || added is null) throw SchemaError.Unsupported($"{keyword.Name}' in several schemas of 'allOf", path);
            else result[keyword.Name] = Both(keyword.Name, present, added, path);
        }
    }

    // What one schema says of additional properties would speak of those that only the other names.
    private static bool Closes(JsonObject one, JsonElement other) => one["additionalProperties"] is not null
        && other.TryGetProperty("properties", out JsonElement named) && named.ValueKind == JsonValueKind.Object
        && named.EnumerateObject().Any(property => one["properties"]?[property.Name] is null);

    private static bool Closes(JsonElement one, JsonObject other) => one.TryGetProperty("additionalProperties", out _)
        && other["properties"] is JsonObject named
        && named.Any(property => !one.TryGetProperty("properties", out JsonElement own) || own.ValueKind != JsonValueKind.Object || !own.TryGetProperty(property.Key, out _));

    private static JsonNode Both(string keyword, JsonNode one, JsonNode other, string path)
    {
        switch (keyword)
        {
            case "properties" when one is JsonObject first && other is JsonObject second:
                JsonObject properties = (JsonObject)first.DeepClone();
                foreach ((string name, JsonNode? schema) in second) properties[name] = properties[name] is { } present ? AllOf(present, schema) : schema?.DeepClone();
                return properties;
            case "required" when one is JsonArray first && other is JsonArray second:
                return new JsonArray([.. first.Concat(second).Select(name => name?.GetValue<string>()).Distinct().Select(name => JsonValue.Create(name))]);
            case "items" or "additionalProperties":
                return AllOf(one, other);
            case "type":
                string[] types = [.. Names(one).Where(name => Names(other).Contains(name) || (name == "integer" && Names(other).Contains("number"))).Union(Names(other).Where(name => name == "integer" && Names(one).Contains("number")))];
                return types.Length > 0 ? new JsonArray([.. types.Select(name => JsonValue.Create(name))]) : throw SchemaError.Wrong("schemas that must hold together have no type in common", path);
            case "minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties" when AreNumbers(one, other):
                return Number(one) >= Number(other) ? one.DeepClone() : other.DeepClone();
            case "maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties" when AreNumbers(one, other):
                return Number(one) <= Number(other) ? one.DeepClone() : other.DeepClone();
            case "enum" when one is JsonArray first && other is JsonArray second:
                return new JsonArray([.. first.Where(value => second.Any(match => JsonNode.DeepEquals(value, match))).Select(value => value?.DeepClone())]);
            default:
                throw SchemaError.Unsupported($"{keyword}' in several schemas of 'allOf", path);
        }
    }

    private static string[] Names(JsonNode type) => type is JsonArray list
        ? [.. list.Select(name => name?.ToString() ?? "")]
        : [type.ToString()];

    private static bool AreNumbers(JsonNode one, JsonNode other) => one.GetValueKind() == JsonValueKind.Number && other.GetValueKind() == JsonValueKind.Number;

    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static JsonObject AllOf(JsonNode? one, JsonNode? other) => new() { ["allOf"] = new JsonArray(one?.DeepClone(), other?.DeepClone()) };

    private static JsonNode? ToNode(JsonElement element) => JsonNode.Parse(element.GetRawText(), documentOptions: new JsonDocumentOptions { MaxDepth = 4 * ConstraintLimits.Depth });

    private static JsonElement ToElement(JsonNode node)
    {
        using JsonDocument document = JsonDocument.Parse(node.ToJsonString(new JsonSerializerOptions { MaxDepth = 4 * ConstraintLimits.Depth }), new JsonDocumentOptions { MaxDepth = 4 * ConstraintLimits.Depth });
        return document.RootElement.Clone();
    }
}
