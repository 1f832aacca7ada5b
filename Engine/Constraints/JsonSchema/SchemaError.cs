using System.Text.Json;

namespace Inference.Engine.Constraints.JsonSchema;

internal static class SchemaError
{
    public static Exception Unsupported(string keyword, string path) => ConstraintError.Of($"JSON Schema keyword '{keyword}' at {path} is not supported.");

    public static Exception Wrong(string what, string path) => ConstraintError.Of($"JSON schema: {what}, at {path}.");

    /// <summary>A keyword that counts something; null where it is absent.</summary>
    public static int? Count(JsonElement schema, string keyword, string path)
    {
        if (!schema.TryGetProperty(keyword, out JsonElement value)) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number) || number != Math.Floor(number) || number < 0) throw Wrong($"'{keyword}' must be a whole number, at least 0", path);
        if (number > ConstraintLimits.Count) throw Wrong($"'{keyword}' above {ConstraintLimits.Count} is not supported", path);
        return (int)number;
    }
}
