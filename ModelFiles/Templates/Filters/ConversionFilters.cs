using System.Buffers;
using System.Globalization;
using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Lexing;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

/// <summary>Filters that turn a value into one of another type.</summary>
internal static class ConversionFilters
{
    private static readonly SearchValues<char> _numberCharacters = SearchValues.Create("0123456789.+-eE");

    public static OperationTable Table { get; } = new()
    {
        { "string", "", (run, value, _) => Representation.ToText(run, value) },
        { "list", "", (run, value, _) => new Sequence(Iteration.Items(run, value)) },
        { "int", "default? base?", (run, value, a) => ToInteger(run, value, a.Integer(1, 10)) ?? a.Or(0, Integers.Box(0)) },
        { "float", "default?", (run, value, a) => ToFloat(run, value) is double number ? number : a.Or(0, 0.0) },
        { "default", "default_value? boolean?", (_, value, a) => value is Undefined || (a.Flag(1) && !Truth.Of(value)) ? a.Or(0, "") : value },
        { "tojson", "ensure_ascii? indent? separators? sort_keys?", ToJson },
        { "attr", "name", (run, value, a) => value is Mapping ? Undefined.Attribute(value, a.Text(0)) : Attributes.Get(run, value, a.Text(0)) },
        { "pprint", "", (run, value, _) => Representation.Build(run, value) },
    };

    private static object? ToInteger(Execution run, object? value, int radix)
    {
        run.RequireDefined(value);
        if (Integers.TryGet(value, out BigInteger integer)) return Integers.Normalize(integer);
        if (value is string text && ParseInteger(run, text, radix) is object parsed) return parsed;
        return (value is double or string) && ToFloat(run, value) is double number && double.IsFinite(number)
            ? Integers.Normalize(new BigInteger(number))
            : null;
    }

    private static object? ParseInteger(Execution run, string text, int radix)
    {
        run.ChargeText(text.Length);
        ReadOnlySpan<char> digits = Characters.TrimStart(Characters.TrimEnd(text));
        bool negative = digits.StartsWith("-");
        if (negative || digits.StartsWith("+")) digits = digits[1..];
        string prefix = radix switch { 16 => "0x", 8 => "0o", 2 => "0b", _ => "" };
        if (prefix.Length > 0 && digits.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) digits = digits[2..];
        if (digits.IsEmpty || digits[0] == '_' || digits[^1] == '_' || digits.Length > 4300) return null;
        var plain = new string([.. digits.ToString().Where(c => c != '_')]);
        if (radix is < 2 or > 36 || plain.Length == 0 || digits.IndexOf("__") >= 0 || plain.Any(c => Characters.DigitValue(c) >= radix)) return null;
        run.Charge(plain.Length);
        object? size = NumberLiteral.Parse(plain, radix);
        return negative ? Arithmetic.Negate(run, size) : size;
    }

    private static double? ToFloat(Execution run, object? value)
    {
        run.RequireDefined(value);
        if (Numbers.IsNumber(value)) return Numbers.ToDouble(value);
        if (value is not string text) return null;
        run.ChargeText(text.Length);
        string trimmed = TextOperations.Strip(run, text, null);
        string lower = trimmed.Length < 10 ? trimmed.ToLowerInvariant().TrimStart('+', '-') : "";
        if (lower is "inf" or "infinity") return trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (lower is "nan") return double.NaN;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isPlain = !trimmed.AsSpan().ContainsAnyExcept(_numberCharacters);
        return isPlain && double.TryParse(trimmed, Style, CultureInfo.InvariantCulture, out double number) ? number : null;
    }

    private static string ToJson(Execution run, object? value, BoundArguments a)
    {
        string? indent = a.Or(1, null) switch
        {
            null => null,
            string given => given,
            _ => TextOperations.Repeat(run, " ", Math.Max(0, a.Integer(1, 0))),
        };
        string itemSeparator = indent is null ? ", " : ",", keySeparator = ": ";
        if (a.Or(2, null) is object separators)
        {
            object?[] pair = Iteration.Items(run, separators);
            if (pair is not [string item, string key]) throw run.Error("separators wants two texts");
            (itemSeparator, keySeparator) = (item, key);
        }

        return new JsonText(run, indent, itemSeparator, keySeparator, sortKeys: a.Flag(3), asciiOnly: a.Flag(0)).Write(value);
    }
}
