using System.Text.Json;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>Whether no value satisfies two schemas of a <c>oneOf</c>. Only then is it the same as <c>anyOf</c>.</summary>
internal static class Disjointness
{
    public static void Check(JsonElement options, SchemaTranslation translation, string path)
    {
        if (options.ValueKind != JsonValueKind.Array) throw SchemaError.Wrong("'oneOf' must be a list of schemas", path);
        JsonElement[] schemas = [.. options.EnumerateArray().Select(option => Resolved(option, translation, path))];
        if (schemas.Length > 200) throw SchemaError.Wrong("more than 200 schemas in 'oneOf' are not supported", path);
        for (int i = 0; i < schemas.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (AreDisjoint(schemas[i], schemas[j], translation, path)) continue;
                throw SchemaError.Wrong($"'oneOf' is supported where its schemas exclude each other by type, by 'const' or 'enum', or by those of a required property; {j} and {i} do not. Use 'anyOf'", path);
            }
        }
    }

    private static bool AreDisjoint(JsonElement one, JsonElement other, SchemaTranslation translation, string path)
    {
        if (one.ValueKind == JsonValueKind.False || other.ValueKind == JsonValueKind.False) return true;
        if (one.ValueKind != JsonValueKind.Object || other.ValueKind != JsonValueKind.Object) return false;
        if ((Types(one, path) & Types(other, path)) == JsonTypes.None) return true;
        if (Values(one) is { } first && Values(other) is { } second) return !first.Any(value => second.Any(match => JsonElement.DeepEquals(value, match)));
        if (Types(one, path) != JsonTypes.Object || Types(other, path) != JsonTypes.Object) return false;
        return Required(one).Intersect(Required(other)).Any(name =>
            Property(one, name, translation, path) is { } x && Property(other, name, translation, path) is { } y
            && Values(x) is { } xs && Values(y) is { } ys && !xs.Any(value => ys.Any(match => JsonElement.DeepEquals(value, match))));
    }

    private static JsonElement Resolved(JsonElement schema, SchemaTranslation translation, string path)
    {
        for (int steps = 0; steps < 100; steps++)
        {
            if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$ref", out JsonElement reference) || reference.ValueKind != JsonValueKind.String) return schema;
            schema = translation.Resolve(reference.GetString()!, path);
        }

        throw SchemaError.Wrong("'$ref' leads round in a circle", path);
    }

    // Without a 'type', values of any type pass.
    private static JsonTypes Types(JsonElement schema, string path)
    {
        if (Values(schema) is { } values) return values.Aggregate(JsonTypes.None, (types, value) => types | JsonTypeNames.OfValue(value));
        bool plain = schema.TryGetProperty("type", out _) && !schema.TryGetProperty("nullable", out _);
        return plain ? JsonTypeNames.Of(schema, path) : JsonTypes.All;
    }

    private static JsonElement[]? Values(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || schema.TryGetProperty("nullable", out _)) return null;
        if (schema.TryGetProperty("const", out JsonElement constant)) return [constant];
        return schema.TryGetProperty("enum", out JsonElement values) && values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray()] : null;
    }

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)
            : [];

    private static JsonElement? Property(JsonElement schema, string name, SchemaTranslation translation, string path) =>
        schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out JsonElement property)
            ? Resolved(property, translation, path)
            : null;
}
