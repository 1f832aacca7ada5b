using System.Globalization;
using System.Text.Json;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>Finds what a reference within a document names.</summary>
internal static class JsonPointer
{
    public static JsonElement? Find(JsonElement root, string reference)
    {
        if (reference == "#") return root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal)) return null;
        JsonElement at = root;
        foreach (string part in reference[2..].Split('/'))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out JsonElement member)) at = member;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < at.GetArrayLength()) at = at[index];
            else return null;
        }

        return at;
    }
}
