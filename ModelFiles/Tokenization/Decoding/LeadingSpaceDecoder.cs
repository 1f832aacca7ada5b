namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Reads the visible space as a space, and takes up to so many off the start of the text: what encoding put there.</summary>
internal sealed class LeadingSpaceDecoder(char visibleSpace, int most) : IDecoder
{
    public ITextSink Open(ITextSink next) => new Sink(new ReplaceCharacterDecoder(visibleSpace, " ").Open(next), visibleSpace, most);

    public string Rewrite(string token, ref byte[]? bytes) => token.Replace(visibleSpace, ' ');

    private sealed class Sink(ITextSink next, char visibleSpace, int most) : ITextSink
    {
        private int _left = most;

        public void Text(ReadOnlySpan<char> part)
        {
            for (; _left > 0 && !part.IsEmpty && part[0] == visibleSpace; _left--)
                part = part[1..];
            if (!part.IsEmpty)
                _left = 0;
            next.Text(part);
        }

        public void EndToken() => next.EndToken();

        public void End() => next.End();
    }
}
