using System.Text.Json;
using Inference.ModelFiles.Json;

namespace Inference.ModelFiles.Configuration;

/// <summary>The fields of a Hugging Face config.json. Null is read as absent.</summary>
internal sealed class JsonConfigFields(string file, JsonElement root, ProblemList problems) : ConfigFields(file, problems)
{
    public override bool Has(string field) => Find(field) is not null;

    public override bool IsNull(string field) => Lookup(field)?.ValueKind == JsonValueKind.Null;

    public override long? Integer(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetInt64(out long integer)) return integer;
            if (value.TryGetDouble(out double number) && number == Math.Floor(number) && Math.Abs(number) < 1L << 53) return (long)number;
        }

        return Wrong<long>(field, value, "a whole number");
    }

    public override double? Number(string field) =>
        Find(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : Wrong<double>(field, value, "a number");

    public override bool? Flag(string field) =>
        Find(field) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : Wrong<bool>(field, value, "true or false");

    public override string? Text(string field)
    {
        if (Find(field) is not { } value) return null;
        if (JsonText.TryRead(value, out string text)) return text;
        Wrong<bool>(field, value, "a string");
        return null;
    }

    public override IReadOnlyList<double>? Numbers(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number) return [value.GetDouble()];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number))
        {
            return [.. value.EnumerateArray().Select(item => item.GetDouble())];
        }

        Wrong<bool>(field, value, "a list of numbers");
        return null;
    }

    public override IReadOnlyList<string>? Texts(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Array)
        {
            string?[] texts = [.. value.EnumerateArray().Select(item => JsonText.TryRead(item, out string text) ? text : null)];
            if (!texts.Contains(null)) return texts!;
        }

        Wrong<bool>(field, value, "a list of strings");
        return null;
    }

    private JsonElement? Find(string field) => Lookup(field) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    private JsonElement? Lookup(string field)
    {
        JsonElement element = root;
        foreach (string part in field.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element)) return null;
        }

        return element;
    }

    private T? Wrong<T>(string field, JsonElement value, string expected)
        where T : struct
    {
        string found = JsonText.Raw(value);
        Report(field, $"must be {expected}, not {(found.Length <= 40 ? found : found[..40] + "…")}");
        return null;
    }
}
