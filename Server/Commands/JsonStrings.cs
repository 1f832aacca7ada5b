using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Inference.Server.Commands;

/// <summary>Reads JSON strings whose escapes may stand for half a surrogate pair, which the framework's reader refuses.</summary>
internal static class JsonStrings
{
    public static string Read(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(value.GetRawText().AsSpan()[1..^1]);
        }
    }

    /// <summary>The text is known to be a well-formed JSON string, so every backslash begins a whole escape.</summary>
    private static string Unescape(ReadOnlySpan<char> raw)
    {
        StringBuilder text = new(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.HexNumber));
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', char other => other });
            }
        }

        return text.ToString();
    }
}
