namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Sets tokens apart by spaces: what a tokenizer without a decoder does.</summary>
internal sealed class SpaceJoinDecoder : IDecoder
{
    public ITextSink Open(ITextSink next) => new Sink(next);

    public string Rewrite(string token, ref byte[]? bytes) => ' ' + token;

    private sealed class Sink(ITextSink next) : WholeTokenSink(next)
    {
        private bool _first = true;

        protected override void Token(string token)
        {
            Pass(_first ? token : ' ' + token);
            _first = false;
        }
    }
}
