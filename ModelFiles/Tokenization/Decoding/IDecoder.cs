namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>One step from the tokens of a vocabulary back to text. Immutable; the state of one decoding is in the sink that it opens.</summary>
internal interface IDecoder
{
    ITextSink Open(ITextSink next);

    /// <summary>What a token in the middle of a text becomes. Setting <paramref name="bytes"/> ends it: the token is those bytes.</summary>
    string Rewrite(string token, ref byte[]? bytes) => token;
}
