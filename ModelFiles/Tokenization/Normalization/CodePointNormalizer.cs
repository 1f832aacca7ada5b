using System.Globalization;
using System.Text;
using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>Rewrites code points one at a time, without a look at their neighbours.</summary>
/// <param name="rewrite">Appends what becomes of a code point.</param>
internal sealed class CodePointNormalizer(Action<Rune, StringBuilder> rewrite) : INormalizer
{
    public static readonly CodePointNormalizer Lowercase = new(static (rune, text) => AppendLower(rune, text));

    public static readonly CodePointNormalizer StripAccents = new(static (rune, text) =>
    {
        if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark))
            text.Append(rune);
    });

    public static readonly CodePointNormalizer StripNonSpacingMarks = new(static (rune, text) =>
    {
        if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            text.Append(rune);
    });

    /// <summary>The clean-up that the Nmt normalizer stands for: control characters go, odd spaces become spaces.</summary>
    public static readonly CodePointNormalizer Nmt = new(static (rune, text) =>
    {
        switch (rune.Value)
        {
            case (>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F:
                break;
            case 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD:
                text.Append(' ');
                break;
            default:
                text.Append(rune);
                break;
        }
    });

    /// <summary>Control (but for tab and line ends), format and private code points go; then white space becomes spaces.</summary>
    public static readonly CodePointNormalizer BertClean = new(static (rune, text) =>
    {
        bool lineOrTab = rune.Value is '\t' or '\n' or '\r';
        if (!lineOrTab && (rune.Value is 0 or 0xFFFD
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse))
            return;
        if (lineOrTab || NamedSets.Space.Contains(rune.Value))
            text.Append(' ');
        else
            text.Append(rune);
    });

    public static readonly CodePointNormalizer BertChinese = new(static (rune, text) =>
    {
        if (IsChinese(rune.Value))
            text.Append(' ').Append(rune).Append(' ');
        else
            text.Append(rune);
    });

    public string Normalize(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            rewrite(rune, result);
        return result.Length == text.Length && result.Equals(text) ? text : result.ToString();
    }

    public static bool IsChinese(int codePoint) => codePoint is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static void AppendLower(Rune rune, StringBuilder text)
    {
        // The one code point whose lower case is two.
        if (rune.Value == 0x130)
            text.Append("i\u0307");
        else
            text.Append(Rune.ToLowerInvariant(rune));
    }
}
