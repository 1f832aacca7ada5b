using System.Text.Json;

namespace Inference.Gateway.Http;

/// <summary>Whether the strings of JSON are texts: an escape may be half of a surrogate pair, and that fails only when it is read.</summary>
internal static class JsonTexts
{
    /// <exception cref="InvalidOperationException">A string is no text.</exception>
    public static void Check(ReadOnlySpan<byte> json, JsonElement root)
    {
        if (json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0) ReadAll(root);
    }

    private static void ReadAll(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray()) ReadAll(item);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    ReadAll(property.Value);
                }

                break;
        }
    }
}
