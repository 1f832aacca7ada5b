using System.Text.Json;

namespace Inference.ModelFiles.Json;

/// <summary>Strings of JSON that somebody else wrote.</summary>
internal static class JsonText
{
    /// <summary>False for what is no string, or one that is no Unicode: invalid UTF-8, or half a surrogate pair.</summary>
    public static bool TryRead(JsonElement element, out string text)
    {
        text = "";
        if (element.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
