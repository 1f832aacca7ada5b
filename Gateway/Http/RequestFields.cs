using System.Text.Json;
using Inference.Contracts;

namespace Inference.Gateway.Http;

/// <summary>
/// The fields of a JSON object, each read by its type: one of another type is refused by name. A field that is null counts as not given.
/// Remembers which were asked for, so that the others can be told.
/// </summary>
/// <param name="root">The object.</param>
/// <param name="place">Of which parameter it is the value; null where it is the request.</param>
internal sealed class RequestFields(JsonElement root, string? place = null)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public JsonElement Root => root;

    /// <summary>The fields that nobody asked for.</summary>
    public IEnumerable<string> Unknown => root.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null).Select(property => property.Name).Where(name => !_known.Contains(name));

    public bool Has(string name) => Element(name) is not null;

    public JsonElement? Element(string name)
    {
        _known.Add(name);
        return root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>These are understood, and change nothing here.</summary>
    public void Accept(params ReadOnlySpan<string> names)
    {
        foreach (string name in names) _known.Add(name);
    }

    /// <summary>The same for texts.</summary>
    public void AcceptTexts(params ReadOnlySpan<string> names)
    {
        foreach (string name in names) Text(name);
    }

    /// <summary>What errors call a field.</summary>
    public string Named(string name) => place is null ? name : $"{place}.{name}";

    public bool? Flag(string name) => Element(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongType(Named(name), "a boolean", value),
    };

    public string? Text(string name) => Element(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw WrongType(Named(name), "a string", value);

    public float? Number(string name) => Element(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number) && float.IsFinite(number) ? number : throw WrongType(Named(name), "a number", value);

    public int? Integer(string name) => Element(name) is not { } value ? null : IntegerOf(Named(name), value);

    /// <summary>An integer of 64 bits, with or without a sign.</summary>
    public ulong? WideInteger(string name) => Element(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number) ? number
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long negative) ? unchecked((ulong)negative)
        : throw WrongType(Named(name), "an integer of 64 bits", value);

    public IReadOnlyList<int>? Integers(string name) => Element(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => IntegerOf(Named(name), item, "a list of integers"))] : throw WrongType(Named(name), "a list of integers", value);

    /// <summary>A string, or a list of strings.</summary>
    public IReadOnlyList<string>? Texts(string name) => Element(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw WrongType(Named(name), "a list of strings", item))],
        _ => throw WrongType(Named(name), "a string or a list of strings", value),
    };

    public JsonElement? Object(string name) => Element(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value : throw WrongType(Named(name), "an object", value);

    public JsonElement? List(string name) => Element(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? value : throw WrongType(Named(name), "a list", value);

    public static int IntegerOf(string name, JsonElement value, string expected = "an integer")
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetInt32(out int number)) return number;
            if (value.TryGetDouble(out double real) && Math.Floor(real) == real)
            {
                return Math.Abs(real) <= int.MaxValue ? (int)real : throw Wrong(name, $"{name} is out of range, got {value.GetRawText()}");
            }
        }

        throw WrongType(name, expected, value);
    }

    public static InferenceException Wrong(string name, string problem) => new(InferenceError.InvalidRequest, $"{problem}.") { Parameter = name };

    public static InferenceException Missing(string name) => Wrong(name, $"{name} is missing");

    public static InferenceException WrongType(string name, string expected, JsonElement value) => Wrong(name, $"{name} must be {expected}, got {KindOf(value)}");

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => $"the number {(value.GetRawText() is { Length: <= 32 } text ? text : "given")}",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "null",
    };
}
