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

    /// <summary>A value as it is written, for messages; its kind where it is not Unicode.</summary>
    public static string Raw(JsonElement element)
    {
        try
        {
            return element.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return $"a damaged {element.ValueKind.ToString().ToLowerInvariant()}";
        }
    }
}
