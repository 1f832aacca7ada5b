using System.Text.Json;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>What the tools' schemas say of the kinds of their arguments, for families that write values without saying what they are.</summary>
internal sealed class ArgumentTypes(IReadOnlyList<ToolDefinition> tools)
{
    private const int MaxDepth = 16;

    public static ArgumentTypes None { get; } = new([]);

    /// <summary><see cref="JsonKinds.None"/> where the schema says nothing of it.</summary>
    public JsonKinds Of(string function, string argument)
    {
        ToolDefinition? tool = tools.FirstOrDefault(each => each.Name == function);
        return tool is not null
            && tool.Parameters.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
            && properties.TryGetProperty(argument, out JsonElement schema)
                ? KindsOf(schema, 0) : JsonKinds.None;
    }

    private static JsonKinds KindsOf(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth == MaxDepth) return JsonKinds.None;
        if (schema.TryGetProperty("type", out JsonElement type)) return Join(type, KindOfName);
        if (schema.TryGetProperty("enum", out JsonElement values)) return Join(values, KindOf);
        if (schema.TryGetProperty("const", out JsonElement value)) return KindOf(value);
        foreach (string union in (string[])["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(union, out JsonElement members)) return Join(members, member => KindsOf(member, depth + 1) is var kinds and not JsonKinds.None ? kinds : JsonKinds.Any);
        }

        return JsonKinds.None;
    }

    private static JsonKinds Join(JsonElement one, Func<JsonElement, JsonKinds> kindOf) =>
        one.ValueKind == JsonValueKind.Array ? one.EnumerateArray().Aggregate(JsonKinds.None, (kinds, each) => kinds | kindOf(each)) : kindOf(one);

    private static JsonKinds KindOfName(JsonElement type) => type.ValueKind != JsonValueKind.String ? JsonKinds.None : type.GetString() switch
    {
        "string" => JsonKinds.Text,
        "integer" or "number" => JsonKinds.Number,
        "boolean" => JsonKinds.Boolean,
        "null" => JsonKinds.Null,
        "object" => JsonKinds.Object,
        "array" => JsonKinds.Array,
        _ => JsonKinds.None,
    };

    public static JsonKinds KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonKinds.Text,
        JsonValueKind.Number => JsonKinds.Number,
        JsonValueKind.True or JsonValueKind.False => JsonKinds.Boolean,
        JsonValueKind.Null => JsonKinds.Null,
        JsonValueKind.Object => JsonKinds.Object,
        _ => JsonKinds.Array,
    };
}
