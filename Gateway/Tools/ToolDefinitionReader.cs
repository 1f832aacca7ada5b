using System.Text.Json;
using System.Text.RegularExpressions;
using Inference.Contracts;

namespace Inference.Gateway.Tools;

/// <summary>
/// Reads the <c>tools</c> of a request; what is wrong in them ends in an <see cref="InferenceException"/> that names its place.
/// </summary>
public static partial class ToolDefinitionReader
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>The functions in their order; none for null.</summary>
    public static IReadOnlyList<ToolDefinition> Read(JsonElement tools)
    {
        if (tools.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return [];
        if (tools.ValueKind != JsonValueKind.Array) throw ToolRequest.Invalid("tools", "must be an array");
        var read = new List<ToolDefinition>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement tool in tools.EnumerateArray())
        {
            string at = $"tools[{read.Count}]";
            ToolDefinition definition = ToolRequest.Guard(at, () => ReadTool(tool, at));
            if (!names.Add(definition.Name))
                throw ToolRequest.Invalid($"{at}.function.name", $"is '{definition.Name}', as is that of an earlier tool");
            read.Add(definition);
        }

        return read;
    }

    private static ToolDefinition ReadTool(JsonElement tool, string at)
    {
        if (tool.ValueKind != JsonValueKind.Object) throw ToolRequest.Invalid(at, "must be an object");
        if (ToolRequest.Text(tool, "type") != "function") throw ToolRequest.Invalid($"{at}.type", "must be 'function'");
        if (!tool.TryGetProperty("function", out JsonElement function) || function.ValueKind != JsonValueKind.Object)
            throw ToolRequest.Invalid($"{at}.function", "must be an object");

        at += ".function";
        string? name = ToolRequest.Text(function, "name");
        if (name is null || !NamePattern().IsMatch(name))
            throw ToolRequest.Invalid($"{at}.name", "must be 1 to 64 letters, digits, underscores and dashes");
        var definition = new ToolDefinition(name, ReadDescription(function, at), ReadParameters(function, at), ReadStrict(function, at));
        return ToolSchema.Checked(definition);
    }

    private static string? ReadDescription(JsonElement function, string at)
    {
        if (!ToolRequest.TryGet(function, "description", out JsonElement description)) return null;
        return description.ValueKind == JsonValueKind.String
            ? description.GetString()
            : throw ToolRequest.Invalid($"{at}.description", "must be a string");
    }

    private static JsonElement ReadParameters(JsonElement function, string at)
    {
        at += ".parameters";
        if (!ToolRequest.TryGet(function, "parameters", out JsonElement parameters)) return NoParameters;
        if (parameters.ValueKind != JsonValueKind.Object) throw ToolRequest.Invalid(at, "must be a JSON schema, an object");
        if (parameters.TryGetProperty("type", out _) && ToolRequest.Text(parameters, "type") != "object")
            throw ToolRequest.Invalid($"{at}.type", "must be 'object'");
        return parameters.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind != JsonValueKind.Object
            ? throw ToolRequest.Invalid($"{at}.properties", "must be an object")
            : parameters.Clone();
    }

    private static bool ReadStrict(JsonElement function, string at)
    {
        if (!ToolRequest.TryGet(function, "strict", out JsonElement strict)) return false;
        return strict.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? strict.GetBoolean()
            : throw ToolRequest.Invalid($"{at}.strict", "must be true or false");
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
