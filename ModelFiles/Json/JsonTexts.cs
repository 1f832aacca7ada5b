using System.Text.Json;

namespace Inference.ModelFiles.Json;

/// <summary>Whether the strings of JSON are texts: an escape may be half of a surrogate pair, which parses, and fails only when the string is read.</summary>
public static class JsonTexts
{
    /// <param name="json">What was parsed; says in most cases that nothing has to be looked at.</param>
    /// <param name="root">What it was parsed to.</param>
    /// <returns>Whether every string, names of properties included, can be read.</returns>
    public static bool AreWhole(ReadOnlySpan<byte> json, JsonElement root) => (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0) || IsWhole(root);

    private static bool IsWhole(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => JsonText.TryRead(element, out _),
        JsonValueKind.Array => element.EnumerateArray().All(IsWhole),
        JsonValueKind.Object => element.EnumerateObject().All(property => HasWholeName(property) && IsWhole(property.Value)),
        _ => true,
    };

    private static bool HasWholeName(JsonProperty property)
    {
        try
        {
            return property.Name is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
