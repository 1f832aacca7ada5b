using System.Text.Json;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>The types that schemas name.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Object = 1,
    Array = 2,
    String = 4,
    Integer = 8,

    /// <summary>Numbers that are not whole.</summary>
    Fraction = 16,
    Boolean = 32,
    Null = 64,
    Number = Integer | Fraction,
    All = 127,
}

internal static class JsonTypeNames
{
    public static JsonTypes Of(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("type", out JsonElement type)) return Implied(schema);
        if (type.ValueKind == JsonValueKind.String) return Of(type.GetString()!, path);
        if (type.ValueKind != JsonValueKind.Array || type.GetArrayLength() == 0) throw SchemaError.Wrong("'type' must be a name or a list of names", path);
        JsonTypes types = JsonTypes.None;
        foreach (JsonElement name in type.EnumerateArray())
        {
            types |= name.ValueKind == JsonValueKind.String ? Of(name.GetString()!, path) : throw SchemaError.Wrong("'type' must be a name or a list of names", path);
        }

        return types;
    }

    public static JsonTypes OfValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonTypes.Object,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.Number => value.TryGetDouble(out double number) && number == Math.Floor(number) ? JsonTypes.Integer : JsonTypes.Fraction,
        _ => JsonTypes.Null,
    };

    private static JsonTypes Of(string name, string path) => name switch
    {
        "object" => JsonTypes.Object,
        "array" => JsonTypes.Array,
        "string" => JsonTypes.String,
        "integer" => JsonTypes.Integer,
        "number" => JsonTypes.Number,
        "boolean" => JsonTypes.Boolean,
        "null" => JsonTypes.Null,
        _ => throw SchemaError.Wrong($"there is no type '{name}'", path),
    };

    // Who describes properties and names no type means an object, although the standard would let anything else pass too.
    private static JsonTypes Implied(JsonElement schema)
    {
        JsonTypes types = JsonTypes.None;
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (SchemaKeywords.Object.Contains(keyword.Name)) types |= JsonTypes.Object;
            if (SchemaKeywords.Array.Contains(keyword.Name)) types |= JsonTypes.Array;
            if (SchemaKeywords.String.Contains(keyword.Name)) types |= JsonTypes.String;
            if (SchemaKeywords.Number.Contains(keyword.Name)) types |= JsonTypes.Number;
        }

        return types == JsonTypes.None ? JsonTypes.All : types;
    }
}
