using Inference.ModelFiles.Tokenization.Normalization;

namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Replaces text within each token.</summary>
internal sealed class ReplaceDecoder(INormalizer replace) : IDecoder
{
    public ITextSink Open(ITextSink next) => new EachTokenSink(next, replace.Normalize);

    public string Rewrite(string token, ref byte[]? bytes) => replace.Normalize(token);
}

/// <summary>Replaces one character, and so need not wait for the end of a token.</summary>
internal sealed class ReplaceCharacterDecoder(char character, string replacement) : IDecoder
{
    public ITextSink Open(ITextSink next) => new Sink(next, character, replacement);

    public string Rewrite(string token, ref byte[]? bytes) => token.Replace(character.ToString(), replacement, StringComparison.Ordinal);

    private sealed class Sink(ITextSink next, char character, string replacement) : ITextSink
    {
        public void Text(ReadOnlySpan<char> part)
        {
            for (int at = part.IndexOf(character); at >= 0; at = part.IndexOf(character))
            {
                next.Text(part[..at]);
                next.Text(replacement);
                part = part[(at + 1)..];
            }
            next.Text(part);
        }

        public void EndToken() => next.EndToken();

        public void End() => next.End();
    }
}
