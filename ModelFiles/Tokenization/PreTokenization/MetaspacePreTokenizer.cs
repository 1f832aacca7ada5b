using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.PreTokenization;

internal enum PrependScheme
{
    Always,
    First,
    Never,
}

/// <summary>Writes spaces as a visible character, puts one in front, and cuts before each.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, PrependScheme scheme, bool split) : IPreTokenizer
{
    private readonly Pattern _replacement = Pattern.Literal(replacement.ToString());

    public void Apply(PieceBuffer buffer)
    {
        buffer.Rewrite((source, piece, text) =>
        {
            ReadOnlySpan<char> span = source.Span(piece);
            bool prepends = scheme == PrependScheme.Always || (scheme == PrependScheme.First && source.AtStart && piece.Start == 0);
            if (prepends && span[0] != ' ' && span[0] != replacement)
                text.Append(replacement);
            int start = text.Length;
            text.Append(span).Replace(' ', replacement, start, span.Length);
        });
        if (split)
            buffer.Split(_replacement, SplitBehavior.MergedWithNext, invert: false);
    }
}
