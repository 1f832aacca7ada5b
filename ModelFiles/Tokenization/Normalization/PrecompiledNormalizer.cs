using System.Globalization;
using System.Text;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>
/// Hugging Face's reading of a character map: a whole grapheme of under six bytes if a key starts it, else each of its code points; and of
/// the keys that fit, the shortest.
/// </summary>
internal sealed class PrecompiledNormalizer(CharacterMap map) : INormalizer
{
    private const int LongGrapheme = 6;

    public string Normalize(string text)
    {
        StringBuilder result = new(text.Length);
        Span<byte> bytes = stackalloc byte[16];
        for (int at = 0; at < text.Length;)
        {
            int length = StringInfo.GetNextTextElementLength(text.AsSpan(at));
            ReadOnlySpan<char> grapheme = text.AsSpan(at, length);
            at += length;
            if (grapheme.Length < LongGrapheme && Encoding.UTF8.GetByteCount(grapheme) is int count and < LongGrapheme)
            {
                Encoding.UTF8.GetBytes(grapheme, bytes);
                if (map.Match(bytes[..count], longest: false, out ReadOnlySpan<byte> whole) > 0)
                {
                    result.Append(Encoding.UTF8.GetString(whole));
                    continue;
                }
            }
            foreach (Rune rune in grapheme.EnumerateRunes())
            {
                if (map.Match(bytes[..rune.EncodeToUtf8(bytes)], longest: false, out ReadOnlySpan<byte> replacement) > 0)
                    result.Append(Encoding.UTF8.GetString(replacement));
                else
                    result.Append(rune);
            }
        }
        return result.ToString();
    }
}
