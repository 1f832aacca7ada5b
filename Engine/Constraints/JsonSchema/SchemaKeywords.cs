using System.Text.Json;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>The keywords that are understood. Every other one is refused: passed over, it would promise what is not kept.</summary>
internal static class SchemaKeywords
{
    public static readonly HashSet<string> Annotations =
    [
        "title", "description", "default", "examples", "example", "$schema", "$id", "$comment", "$anchor", "$defs", "definitions", "deprecated", "readOnly", "writeOnly", "discriminator",
    ];

    public static readonly HashSet<string> Object =
        ["properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"];

    public static readonly HashSet<string> Array = ["items", "prefixItems", "minItems", "maxItems"];

    public static readonly HashSet<string> String = ["minLength", "maxLength", "pattern", "format"];

    public static readonly HashSet<string> Number = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

    private static readonly HashSet<string> Others = ["type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "nullable"];

    public static void Check(JsonElement schema, string path)
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            string name = keyword.Name;
            if (Annotations.Contains(name) || Others.Contains(name) || Object.Contains(name) || Array.Contains(name) || String.Contains(name) || Number.Contains(name)) continue;
            if (name == "uniqueItems" && keyword.Value.ValueKind == JsonValueKind.False) continue;
            throw SchemaError.Unsupported(name, path);
        }
    }

    /// <summary>Whether there is nothing in a schema but annotations and these.</summary>
    public static bool HasOnly(JsonElement schema, params string[] keywords) =>
        schema.EnumerateObject().All(keyword => keywords.Contains(keyword.Name) || Annotations.Contains(keyword.Name));
}
