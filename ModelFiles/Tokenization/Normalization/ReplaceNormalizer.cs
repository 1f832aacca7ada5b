using System.Text;
using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>Replaces a text wherever it stands.</summary>
internal sealed class ReplaceNormalizer(string text, string replacement) : INormalizer
{
    public string Normalize(string source) => source.Replace(text, replacement, StringComparison.Ordinal);
}

/// <summary>Replaces every match of a pattern.</summary>
internal sealed class PatternReplaceNormalizer(Pattern pattern, string replacement) : INormalizer
{
    public string Normalize(string source)
    {
        List<PatternMatch> matches = [];
        pattern.FindAll(source, matches);
        if (matches.Count == 0)
            return source;
        StringBuilder result = new(source.Length);
        int at = 0;
        foreach (PatternMatch match in matches)
        {
            result.Append(source, at, match.Start - at).Append(replacement);
            at = match.End;
        }
        return result.Append(source, at, source.Length - at).ToString();
    }
}
