using System.Text;
using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>How SentencePiece treats spaces.</summary>
/// <param name="AddDummyPrefix">One more where the text starts (or, <paramref name="AsSuffix"/>, ends).</param>
/// <param name="RemoveExtra">None at the ends, and one where there are several.</param>
/// <param name="Escape">Written as '▁'.</param>
internal sealed record SpaceRules(bool AddDummyPrefix, bool RemoveExtra, bool Escape = true, bool AsSuffix = false);

/// <summary>
/// SentencePiece's: step by step, what the character map's longest key becomes, a user-defined piece as it is, or a code point as it is;
/// and on each step the rules for spaces.
/// </summary>
internal sealed class SentencePieceNormalizer(CharacterMap map, SpaceRules rules, Trie? userDefined) : INormalizer
{
    private readonly char _space = rules.Escape ? WordBoundary.Space : ' ';
    private readonly bool _keepsSteps = map.IsEmpty && !rules.RemoveExtra;

    public string Normalize(string text)
    {
        if (text.Length == 0)
            return text;
        return _keepsSteps ? Finish(text.Replace(' ', _space)) : NormalizeSteps(text);
    }

    private string NormalizeSteps(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        StringBuilder output = new(text.Length + 8);
        bool previousIsSpace = rules.RemoveExtra, started = !rules.RemoveExtra;
        for (int at = 0, position = 0; at < text.Length;)
        {
            string step = Step(text, bytes, ref at, ref position);
            if (!started && step == " ")
                continue;
            started = true;
            ReadOnlySpan<char> rest = previousIsSpace ? step.AsSpan().TrimStart(' ') : step;
            if (rest.IsEmpty)
                continue;
            int start = output.Length;
            output.Append(rest).Replace(' ', _space, start, rest.Length);
            previousIsSpace = rules.RemoveExtra && rest[^1] == ' ';
        }
        return started ? Finish(output.ToString()) : "";
    }

    /// <summary>The space in front falls to the rule against spaces at the end if there is nothing else; the one at the end does not.</summary>
    private string Finish(string text)
    {
        if (rules.AddDummyPrefix && !rules.AsSuffix)
            text = _space + text;
        if (rules.RemoveExtra)
            text = text.TrimEnd(_space);
        return rules.AddDummyPrefix && rules.AsSuffix ? text + _space : text;
    }

    /// <summary>What the next part of the text becomes.</summary>
    private string Step(string text, byte[] bytes, ref int at, ref int position)
    {
        int kept = userDefined?.LongestPrefix(text.AsSpan(at), out _) ?? 0;
        if (kept == 0)
        {
            int matched = map.Match(bytes.AsSpan(position), longest: true, out ReadOnlySpan<byte> replacement);
            if (matched > 0)
            {
                at += Encoding.UTF8.GetCharCount(bytes, position, matched);
                position += matched;
                return Encoding.UTF8.GetString(replacement);
            }
            kept = char.IsSurrogate(text[at]) ? 2 : 1;
        }
        string step = text.Substring(at, kept);
        at += kept;
        position += Encoding.UTF8.GetByteCount(step);
        return step;
    }
}
