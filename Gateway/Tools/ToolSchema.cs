using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Inference.Gateway.Tools;

/// <summary>JSON schemas of forced calls.</summary>
internal static class ToolSchema
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Keywords whose values are data, not schemas.</summary>
    private static readonly string[] DataKeywords = ["const", "default", "enum", "examples"];

    /// <summary>Keywords whose members are named by the user.</summary>
    private static readonly string[] NameKeywords = ["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"];

    /// <summary>Walks and writes the tool's schema once: what .NET's JSON does not take ends in its exceptions here.</summary>
    public static ToolDefinition Checked(ToolDefinition tool)
    {
        AnyOf([tool], isParallel: true);
        return tool;
    }

    public static string ArgumentsOf(ToolDefinition tool) => Parameters(tool).ToJsonString(AsWritten);

    /// <summary>A list of calls, each <c>{"name", "parameters"}</c> of one of the tools.</summary>
    public static string AnyOf(IReadOnlyList<ToolDefinition> tools, bool isParallel)
    {
        var definitions = new JsonObject();
        var calls = new JsonArray();
        foreach (ToolDefinition tool in tools) calls.Add((JsonNode)Call(tool, definitions));
        var schema = new JsonObject
        {
            ["type"] = "array",
            ["minItems"] = 1,
            ["items"] = new JsonObject { ["anyOf"] = calls },
        };
        if (!isParallel) schema["maxItems"] = 1;
        if (definitions.Count > 0) schema["$defs"] = definitions;
        return schema.ToJsonString(AsWritten);
    }

    private static JsonObject Call(ToolDefinition tool, JsonObject definitions)
    {
        JsonNode parameters = Parameters(tool);
        string place = $"#/$defs/{tool.Name}";
        if (MoveReferences(parameters, place, isNames: false))
        {
            definitions[tool.Name] = parameters;
            parameters = new JsonObject { ["$ref"] = place };
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["name"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray(tool.Name) },
                ["parameters"] = parameters,
            },
            ["required"] = new JsonArray("name", "parameters"),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Parameters(ToolDefinition tool)
    {
        JsonObject parameters = JsonObject.Create(tool.Parameters.Clone())!;
        parameters.TryAdd("type", "object");
        return parameters;
    }

    /// <summary>Makes references that start at the schema's root start at its new place; tells whether there were any.</summary>
    private static bool MoveReferences(JsonNode? node, string place, bool isNames)
    {
        bool moved = false;
        if (node is JsonArray array)
        {
            foreach (JsonNode? item in array) moved |= MoveReferences(item, place, isNames: false);
        }
        else if (node is JsonObject members)
        {
            foreach ((string key, JsonNode? value) in members.ToArray())
            {
                bool isReference = !isNames && key == "$ref";
                if (isReference && value is JsonValue text && text.TryGetValue(out string? reference) && reference.StartsWith('#'))
                {
                    members[key] = place + reference[1..];
                    moved = true;
                }
                else if (isNames || !DataKeywords.Contains(key))
                {
                    moved |= MoveReferences(value, place, !isNames && NameKeywords.Contains(key));
                }
            }
        }

        return moved;
    }
}
