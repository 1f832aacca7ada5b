using System.Text;
using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>How SentencePiece treats spaces.</summary>
internal sealed record SpaceRules(bool AddDummyPrefix, bool RemoveExtra, bool Escape = true, bool AsSuffix = false);

/// <summary>SentencePiece's: the character map, longest key first, then its rules for spaces. User-defined pieces stay as they are.</summary>
internal sealed class SentencePieceNormalizer(CharacterMap map, SpaceRules rules, Trie? userDefined) : INormalizer
{
    public string Normalize(string text)
    {
        StringBuilder mapped = new(text.Length + 8);
        if (map.IsEmpty)
            mapped.Append(text);
        else
            Map(text, mapped);
        return ApplySpaceRules(mapped.ToString());
    }

    private void Map(string text, StringBuilder output)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int at = 0, position = 0; at < text.Length;)
        {
            int kept = userDefined?.LongestPrefix(text.AsSpan(at), out _) ?? 0;
            if (kept > 0)
            {
                output.Append(text, at, kept);
                position += Encoding.UTF8.GetByteCount(text.AsSpan(at, kept));
                at += kept;
                continue;
            }
            int matched = map.Match(bytes.AsSpan(position), longest: true, out ReadOnlySpan<byte> replacement);
            if (matched > 0)
            {
                output.Append(Encoding.UTF8.GetString(replacement));
                at += Encoding.UTF8.GetCharCount(bytes, position, matched);
                position += matched;
                continue;
            }
            Rune rune = Rune.GetRuneAt(text, at);
            output.Append(rune);
            at += rune.Utf16SequenceLength;
            position += rune.Utf8SequenceLength;
        }
    }

    private string ApplySpaceRules(string text)
    {
        if (rules.RemoveExtra)
            text = Squeeze(text);
        if (text.Length == 0)
            return text;
        if (rules.AddDummyPrefix)
            text = rules.AsSuffix ? text + ' ' : ' ' + text;
        return rules.Escape ? text.Replace(' ', WordBoundary.Space) : text;
    }

    /// <summary>No space at the ends, and one where there are several.</summary>
    private static string Squeeze(string text)
    {
        text = text.Trim(' ');
        if (!text.Contains("  ", StringComparison.Ordinal))
            return text;
        StringBuilder squeezed = new(text.Length);
        foreach (char character in text)
        {
            if (character != ' ' || squeezed[^1] != ' ')
                squeezed.Append(character);
        }
        return squeezed.ToString();
    }
}
