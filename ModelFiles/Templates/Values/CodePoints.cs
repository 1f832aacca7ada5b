using System.Text;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Lengths and positions of a text in code points, as Python counts; its UTF-16 form counts otherwise beyond U+FFFF.</summary>
internal static class CodePoints
{
    private static readonly string[] _ascii = Enumerable.Range(0, 128).Select(code => ((char)code).ToString()).ToArray();

    public static bool HasPairs(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\ud800', '\udbff');

    public static int Count(ReadOnlySpan<char> text)
    {
        if (!HasPairs(text)) return text.Length;
        int count = 0;
        for (int at = 0; at < text.Length; at += WidthAt(text, at)) count++;
        return count;
    }

    /// <summary>The UTF-16 position of a code point.</summary>
    public static int Offset(ReadOnlySpan<char> text, int codePoint)
    {
        if (!HasPairs(text)) return codePoint;
        int at = 0;
        while (codePoint-- > 0 && at < text.Length) at += WidthAt(text, at);
        return at;
    }

    /// <summary>One text for each code point.</summary>
    public static object?[] Split(string text)
    {
        var characters = new object?[Count(text)];
        int at = 0;
        for (int i = 0; i < characters.Length; i++)
        {
            int width = WidthAt(text, at);
            characters[i] = Slice(text, at, width);
            at += width;
        }

        return characters;
    }

    public static string At(string text, int codePoint)
    {
        int at = Offset(text, codePoint);
        return Slice(text, at, WidthAt(text, at));
    }

    public static string Reverse(string text)
    {
        var reversed = new StringBuilder(text.Length);
        for (int end = text.Length; end > 0;)
        {
            int width = end > 1 && char.IsSurrogatePair(text[end - 2], text[end - 1]) ? 2 : 1;
            end -= width;
            reversed.Append(text, end, width);
        }

        return reversed.ToString();
    }

    private static int WidthAt(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    private static string Slice(string text, int at, int width) =>
        width == 1 && text[at] < 128 ? _ascii[text[at]] : text.Substring(at, width);
}
