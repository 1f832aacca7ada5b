using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Inference.ModelFiles.Configuration;

/// <summary>Strings of a JSON file that somebody else wrote: escapes may stand for halves of a surrogate pair.</summary>
internal static class JsonText
{
    public static bool TryRead(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (value.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        return text is not null;
    }
}
