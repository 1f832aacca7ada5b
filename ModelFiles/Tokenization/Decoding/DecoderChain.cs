using System.Text;

namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Steps one after the other.</summary>
internal sealed class DecoderChain(IReadOnlyList<IDecoder> steps) : IDecoder
{
    public ITextSink Open(ITextSink next)
    {
        for (int i = steps.Count - 1; i >= 0; i--)
            next = steps[i].Open(next);
        return next;
    }

    public string Rewrite(string token, ref byte[]? bytes)
    {
        for (int i = 0; i < steps.Count && bytes is null; i++)
            token = steps[i].Rewrite(token, ref bytes);
        return token;
    }

    /// <summary>The bytes that a token adds to a text it stands in the middle of.</summary>
    public byte[] Bytes(string token)
    {
        byte[]? bytes = null;
        string text = Rewrite(token, ref bytes);
        return bytes ?? Encoding.UTF8.GetBytes(text);
    }
}
