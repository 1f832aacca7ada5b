using System.Text.Json;
using Inference.Engine.Constraints.Automata;
using Inference.Engine.Constraints.Expressions;
using Inference.Engine.Constraints.Regex;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>Strings. Lengths count code points; a pattern matches a part unless it is anchored.</summary>
internal static class StringSchema
{
    public static Expr Translate(SchemaTranslation translation, JsonElement schema, string path)
    {
        int min = SchemaError.Count(schema, "minLength", path) ?? 0;
        int? max = SchemaError.Count(schema, "maxLength", path);
        if (max < min) return Expr.Never;
        bool bounded = min > 0 || max is not null;
        List<Expr> parts = [];
        if (Text(schema, "pattern", path) is { } pattern) parts.Add(RegexParser.Search(pattern, JsonText.OneSpelling));
        if (Text(schema, "format", path) is { } format) parts.Add(Formats.Of(format, path));
        if (parts.Count == 0)
        {
            return bounded ? translation.Rules.Add(path, JsonText.StringOf(Expr.Times(JsonText.Character, min, max))) : translation.Any.String;
        }

        if (bounded) parts.Add(Expr.Times(JsonText.OneSpelling(CodePointSet.All), min, max));
        return translation.Rules.Add(path, JsonText.StringOf(parts.Aggregate(DfaProduct.Both)));
    }

    private static string? Text(JsonElement schema, string keyword, string path)
    {
        if (!schema.TryGetProperty(keyword, out JsonElement value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw SchemaError.Wrong($"'{keyword}' must be a string", path);
    }
}
