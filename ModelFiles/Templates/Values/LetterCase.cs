using System.Buffers;
using System.Text;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's case mapping: Unicode's, with the letters that become several.</summary>
internal static class LetterCase
{
    private static readonly SearchValues<char> _growing = SearchValues.Create("ßŉǰΐΰևﬀﬁﬂﬃﬄﬅﬆ");

    public static string Upper(string text)
    {
        string upper = text.ToUpperInvariant();
        return !upper.AsSpan().ContainsAny(_growing) ? upper : upper
            .Replace("ß", "SS").Replace("ŉ", "ʼN").Replace("ǰ", "J̌").Replace("ΐ", "Ϊ́").Replace("ΰ", "Ϋ́").Replace("և", "ԵՒ")
            .Replace("ﬀ", "FF").Replace("ﬁ", "FI").Replace("ﬂ", "FL").Replace("ﬃ", "FFI").Replace("ﬄ", "FFL").Replace("ﬅ", "ST").Replace("ﬆ", "ST");
    }

    public static string Lower(string text)
    {
        string lower = text.ToLowerInvariant();
        if (lower.AsSpan().IndexOfAny('İ', '\u03c3') < 0 || !text.AsSpan().ContainsAny('İ', 'Σ')) return lower;
        var result = new StringBuilder(lower);
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == 'Σ' && IsFinal(text, i)) result[i] = 'ς';
        }

        return result.Replace("İ", "i̇").ToString();
    }

    public static string Capitalize(string text)
    {
        if (text.Length == 0) return text;
        int first = char.IsHighSurrogate(text[0]) && text.Length > 1 ? 2 : 1;
        string head = text[..first] == "ß" ? "Ss" : first == 1 ? TitleLetter(text[0]).ToString() : text[..first].ToUpperInvariant();
        return head + Lower(text[first..]);
    }

    /// <summary>Capitals after anything that is not a letter.</summary>
    public static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        bool inWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            string one = rune.ToString();
            result.Append(inWord ? one.ToLowerInvariant() : one.Length == 1 ? TitleLetter(one[0]).ToString() : one.ToUpperInvariant());
            inWord = IsCased(rune);
        }

        return result.ToString();
    }

    public static string SwapCase(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            result.Append(Rune.IsUpper(rune) ? Rune.ToLowerInvariant(rune).ToString() : Upper(rune.ToString()));
        }

        return result.ToString();
    }

    public static bool IsCased(Rune rune) =>
        Rune.IsUpper(rune) || Rune.IsLower(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.TitlecaseLetter;

    private static char TitleLetter(char c) => c switch
    {
        'Ǆ' or 'ǅ' or 'ǆ' => 'ǅ',
        'Ǉ' or 'ǈ' or 'ǉ' => 'ǈ',
        'Ǌ' or 'ǋ' or 'ǌ' => 'ǋ',
        'Ǳ' or 'ǲ' or 'ǳ' => 'ǲ',
        _ => char.ToUpperInvariant(c),
    };

    private static bool IsFinal(string text, int at) =>
        at > 0 && char.IsLetter(text[at - 1]) && (at + 1 == text.Length || !char.IsLetter(text[at + 1]));
}
