namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Takes up to so many of a character off the start and the end of each token.</summary>
internal sealed class StripDecoder(char character, int start, int stop) : IDecoder
{
    public ITextSink Open(ITextSink next) => stop > 0 ? new EachTokenSink(next, Strip) : new Sink(next, character, start);

    private string Strip(string token)
    {
        int from = 0, to = token.Length;
        while (from < start && from < token.Length && token[from] == character)
            from++;
        while (token.Length - to < stop && to > from && token[to - 1] == character)
            to--;
        return token[from..to];
    }

    private sealed class Sink(ITextSink next, char character, int start) : ITextSink
    {
        private readonly int _start = start;
        private int _left = start;

        public void Text(ReadOnlySpan<char> part)
        {
            while (_left > 0 && !part.IsEmpty)
            {
                _left = part[0] == character ? _left - 1 : 0;
                if (part[0] == character)
                    part = part[1..];
            }
            next.Text(part);
        }

        public void EndToken()
        {
            _left = _start;
            next.EndToken();
        }

        public void End() => next.End();
    }
}
