using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Reads tokens in the byte alphabet as bytes, and all of them together as UTF-8: one token of text.</summary>
internal sealed class ByteLevelDecoder : IDecoder
{
    public ITextSink Open(ITextSink next) => new Sink(next);

    public string Rewrite(string token, ref byte[]? bytes)
    {
        bytes = ByteAlphabet.Decode(token);
        return token;
    }

    private sealed class Sink(ITextSink next) : WholeTokenSink(next)
    {
        private readonly Utf8Reader _reader = new();

        protected override void Token(string token) => _reader.Read(ByteAlphabet.Decode(token), Next);

        protected override void Finish()
        {
            _reader.Finish(Next);
            Next.EndToken();
        }
    }
}
