using System.Collections;
using System.Text;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>Unicode's normalization forms. Text that is in the form already is found so without being rewritten.</summary>
internal sealed class UnicodeNormalizer(bool compatibility, bool compose) : INormalizer
{
    public static readonly UnicodeNormalizer Nfc = new(compatibility: false, compose: true);
    public static readonly UnicodeNormalizer Nfd = new(compatibility: false, compose: false);
    public static readonly UnicodeNormalizer Nfkc = new(compatibility: true, compose: true);
    public static readonly UnicodeNormalizer Nfkd = new(compatibility: true, compose: false);

    /// <summary>Below, no code point changes: in any form, and in NFC.</summary>
    private const char FirstToChange = '\u00A0', FirstToChangeNfc = '\u0300';
    private readonly Lazy<BitArray> _suspects = new(() => UnicodeTables.Instance.Suspects(compatibility, compose));

    public string Normalize(string text) => IsNormalized(text) ? text : Rewrite(text);

    private bool IsNormalized(string text)
    {
        char safe = compose && !compatibility ? FirstToChangeNfc : FirstToChange;
        int start = text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(safe - 1));
        if (start < 0)
            return true;
        BitArray suspects = _suspects.Value;
        foreach (Rune rune in text.AsSpan(start).EnumerateRunes())
        {
            if (suspects[rune.Value])
                return false;
        }
        return true;
    }

    private string Rewrite(string text)
    {
        List<int> codePoints = new(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
            UnicodeTables.Instance.Decompose(rune.Value, compatibility, codePoints);
        Order(codePoints);
        if (compose)
            Compose(codePoints);
        StringBuilder result = new(codePoints.Count);
        foreach (int codePoint in codePoints)
            result.Append(new Rune(codePoint));
        return result.ToString();
    }

    /// <summary>Sorts each run of combining marks by class, keeping the order within a class.</summary>
    private static void Order(List<int> codePoints)
    {
        for (int at = 0; at < codePoints.Count; at++)
        {
            if (UnicodeTables.Instance.CombiningClass(codePoints[at]) == 0)
                continue;
            int end = at + 1;
            while (end < codePoints.Count && UnicodeTables.Instance.CombiningClass(codePoints[end]) != 0)
                end++;
            if (end - at > 1)
            {
                int[] sorted = [.. codePoints.Skip(at).Take(end - at).OrderBy(UnicodeTables.Instance.CombiningClass)];
                for (int i = 0; i < sorted.Length; i++)
                    codePoints[at + i] = sorted[i];
            }
            at = end - 1;
        }
    }

    private static void Compose(List<int> codePoints)
    {
        int starter = -1, lastClass = -1, kept = 0;
        foreach (int codePoint in codePoints.ToArray())
        {
            int combiningClass = UnicodeTables.Instance.CombiningClass(codePoint);
            // A mark is blocked from its starter by another of the same or a higher class between them.
            if (starter >= 0 && (lastClass < combiningClass || lastClass < 0)
                && UnicodeTables.Instance.TryCompose(codePoints[starter], codePoint, out int composed))
            {
                codePoints[starter] = composed;
                continue;
            }
            if (combiningClass == 0)
            {
                starter = kept;
                lastClass = -1;
            }
            else
            {
                lastClass = combiningClass;
            }
            codePoints[kept++] = codePoint;
        }
        codePoints.RemoveRange(kept, codePoints.Count - kept);
    }
}
