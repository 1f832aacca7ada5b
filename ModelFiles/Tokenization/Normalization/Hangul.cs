using System.Collections;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>Hangul syllables compose and decompose by formula (The Unicode Standard, 3.12).</summary>
internal static class Hangul
{
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, SyllableCount = LeadCount * VowelCount * TrailCount;

    public static bool IsSyllable(int codePoint) => codePoint is >= Syllables and < Syllables + SyllableCount;

    public static void Decompose(int syllable, List<int> output)
    {
        int index = syllable - Syllables;
        output.Add(Leads + (index / (VowelCount * TrailCount)));
        output.Add(Vowels + (index / TrailCount % VowelCount));
        if (index % TrailCount != 0)
            output.Add(Trails + (index % TrailCount));
    }

    public static bool TryCompose(int first, int second, out int composed)
    {
        if (first is >= Leads and < Leads + LeadCount && second is >= Vowels and < Vowels + VowelCount)
        {
            composed = Syllables + ((((first - Leads) * VowelCount) + second - Vowels) * TrailCount);
            return true;
        }
        composed = first + second - Trails;
        return IsSyllable(first) && (first - Syllables) % TrailCount == 0 && second is > Trails and < Trails + TrailCount;
    }

    public static void MarkSuspects(BitArray suspects, bool compose)
    {
        (int from, int to) = compose ? (Vowels, Trails + TrailCount) : (Syllables, Syllables + SyllableCount);
        for (int codePoint = from; codePoint < to; codePoint++)
            suspects[codePoint] = true;
    }
}
