namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Reads the visible space as a space; in the first token, where one was put in front, as nothing.</summary>
internal sealed class MetaspaceDecoder(char replacement, bool prepended) : IDecoder
{
    public ITextSink Open(ITextSink next) => new Sink(next, replacement, prepended);

    public string Rewrite(string token, ref byte[]? bytes) => token.Replace(replacement, ' ');

    private sealed class Sink(ITextSink next, char replacement, bool prepended) : ITextSink
    {
        private bool _drops = prepended;

        public void Text(ReadOnlySpan<char> part)
        {
            for (int at = part.IndexOf(replacement); at >= 0; at = part.IndexOf(replacement))
            {
                next.Text(part[..at]);
                if (!_drops)
                    next.Text(" ");
                part = part[(at + 1)..];
            }
            next.Text(part);
        }

        public void EndToken()
        {
            _drops = false;
            next.EndToken();
        }

        public void End() => next.End();
    }
}
