using System.Text.Json;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>Between which numbers a number must be.</summary>
internal readonly record struct NumberBounds(decimal? Least, bool AboveLeast, decimal? Most, bool BelowMost)
{
    /// <summary>Bounds beyond this are not supported.</summary>
    public const decimal Largest = 999_999_999_999_999;

    public bool AreOpen => Least is null && Most is null;

    public static NumberBounds Of(JsonElement schema, string path)
    {
        (decimal? least, bool above) = Tighter(schema, "minimum", "exclusiveMinimum", 1, path);
        (decimal? most, bool below) = Tighter(schema, "maximum", "exclusiveMaximum", -1, path);
        return new NumberBounds(least, above, most, below);
    }

    // OpenAPI 3.0 writes an exclusive bound as the bound, and true beside it.
    private static (decimal? Bound, bool Exclusive) Tighter(JsonElement schema, string keyword, string exclusive, int direction, string path)
    {
        decimal? inclusive = Number(schema, keyword, path);
        if (schema.TryGetProperty(exclusive, out JsonElement flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return (inclusive, flag.ValueKind == JsonValueKind.True);
        }

        decimal? open = Number(schema, exclusive, path);
        bool takesOpen = open is not null && (inclusive is null || (open - inclusive) * direction >= 0);
        return takesOpen ? (open, true) : (inclusive, false);
    }

    private static decimal? Number(JsonElement schema, string keyword, string path)
    {
        if (!schema.TryGetProperty(keyword, out JsonElement value)) return null;
        if (value.ValueKind != JsonValueKind.Number) throw SchemaError.Wrong($"'{keyword}' must be a number", path);
        if (!value.TryGetDecimal(out decimal number) || Math.Abs(number) > Largest || number != Math.Round(number, 12)) throw SchemaError.Wrong($"'{keyword}' is supported up to 15 digits before the point and 12 behind it", path);
        return number;
    }
}
