using System.Text;

namespace Inference.ModelFiles.Tokenization;

/// <summary>Makes any UTF-16 well formed.</summary>
internal static class Surrogates
{
    /// <summary>The text with U+FFFD for each lone surrogate; the same string where there is none.</summary>
    public static string Repair(string text)
    {
        int first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (first < 0 || IsWellFormed(text, first))
            return text;
        StringBuilder repaired = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            repaired.Append(rune);
        return repaired.ToString();
    }

    private static bool IsWellFormed(string text, int from)
    {
        for (int at = from; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                continue;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
                return false;
            at++;
        }
        return true;
    }
}
