using System.Text.Json;
using Inference.ModelFiles.Json;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>An object of a JSON file and the path to it. A field of another type than asked for becomes a problem and its default.</summary>
internal readonly struct JsonFields(JsonElement element, string path, ProblemList problems)
{
    public JsonElement Element => element;

    public string Path => path;

    public ProblemList Problems => problems;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>What kind of component an object describes; empty where it does not say.</summary>
    public string Type => Text("type") ?? "";

    public void Problem(string field, string message) => problems.Add(At(field), message);

    public bool Has(string field) => TryGet(field, out _);

    /// <summary>A field that is there and not null.</summary>
    public bool TryGet(string field, out JsonElement value)
    {
        value = default;
        return IsObject && element.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;
    }

    public string? Text(string field)
    {
        if (!TryGet(field, out JsonElement value))
            return null;
        if (value.ValueKind == JsonValueKind.String && JsonText.TryRead(value, out string text))
            return text;
        Problem(field, $"is {Describe(value)}, not a string");
        return null;
    }

    public string RequiredText(string field)
    {
        if (!Has(field))
            Problem(field, "is missing");
        return Text(field) ?? "";
    }

    public bool Flag(string field, bool absent)
    {
        if (!TryGet(field, out JsonElement value))
            return absent;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Problem(field, $"is {Describe(value)}, not true or false");
        return absent;
    }

    public int? Integer(string field)
    {
        if (!TryGet(field, out JsonElement value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number))
            return number;
        Problem(field, $"is {Describe(value)}, not an integer");
        return null;
    }

    public JsonFields Child(string field) => new(TryGet(field, out JsonElement value) ? value : default, At(field), problems);

    /// <summary>The elements of an array; a problem and none where there is no array.</summary>
    public IEnumerable<JsonFields> Children(string field)
    {
        if (!TryGet(field, out JsonElement value) || value.ValueKind != JsonValueKind.Array)
        {
            Problem(field, value.ValueKind == JsonValueKind.Undefined ? "is missing" : $"is {Describe(value)}, not an array");
            yield break;
        }
        int index = 0;
        foreach (JsonElement child in value.EnumerateArray())
            yield return new JsonFields(child, $"{At(field)}[{index++}]", problems);
    }

    private string At(string field) => path.Length == 0 ? field : $"{path}.{field}";

    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => value.GetRawText() is { Length: <= 40 } text ? text : "a number",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };
}
