using System.Text.Json;
using Inference.Engine.Constraints.Automata;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>Numbers. Where there are bounds, they are written without an exponent.</summary>
internal static class NumberSchema
{
    private const int MostMultiple = 2000;

    public static Expr Integer(JsonElement schema, string path)
    {
        NumberBounds bounds = NumberBounds.Of(schema, path);
        Expr range = bounds.AreOpen ? JsonText.Integer : DecimalRange.Integers(bounds);
        if (!schema.TryGetProperty("multipleOf", out JsonElement divisor)) return range;
        return DfaProduct.Both(range, Multiples(Divisor(divisor, path)));
    }

    /// <summary>Multiples of a whole number are whole: these are all that is written then.</summary>
    public static Expr Number(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("multipleOf", out _)) return Integer(schema, path);
        NumberBounds bounds = NumberBounds.Of(schema, path);
        return bounds.AreOpen ? JsonText.Number : DecimalRange.Numbers(bounds);
    }

    private static int Divisor(JsonElement divisor, string path) =>
        divisor.ValueKind == JsonValueKind.Number && divisor.TryGetDecimal(out decimal value) && value == decimal.Floor(value) && value is >= 1 and <= MostMultiple
            ? (int)value
            : throw SchemaError.Wrong($"'multipleOf' is supported for whole numbers from 1 to {MostMultiple} only", path);

    // Node r: the digits so far leave the remainder r.
    private static Expr Multiples(int divisor)
    {
        List<(int, int, Expr)> edges = [(0, divisor, Expr.Nothing)];
        for (int remainder = 0; remainder < divisor; remainder++)
        {
            for (int digit = 0; digit < 10; digit++) edges.Add((remainder, ((remainder * 10) + digit) % divisor, Expr.Text(digit.ToString())));
        }

        return Expr.Seq(Expr.Optional(Expr.Text("-")), new Expr.Graph(divisor + 1, edges));
    }
}
