namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Reads the suffix that marks the end of a word as a space, but for the last token's: BPEDecoder.</summary>
internal sealed class SuffixDecoder(string suffix) : IDecoder
{
    public ITextSink Open(ITextSink next) => new Sink(next, suffix);

    public string Rewrite(string token, ref byte[]? bytes) => token.Replace(suffix, " ", StringComparison.Ordinal);

    private sealed class Sink(ITextSink next, string suffix) : WholeTokenSink(next)
    {
        private string? _last;

        protected override void Token(string token)
        {
            if (_last is not null)
                Pass(_last.Replace(suffix, " ", StringComparison.Ordinal));
            _last = token;
        }

        protected override void Finish()
        {
            if (_last is not null)
                Pass(_last.Replace(suffix, "", StringComparison.Ordinal));
        }
    }
}
