namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Makes one token of all.</summary>
internal sealed class FuseDecoder : IDecoder
{
    public ITextSink Open(ITextSink next) => new Sink(next);

    private sealed class Sink(ITextSink next) : ITextSink
    {
        public void Text(ReadOnlySpan<char> part) => next.Text(part);

        public void EndToken()
        {
        }

        public void End()
        {
            next.EndToken();
            next.End();
        }
    }
}
