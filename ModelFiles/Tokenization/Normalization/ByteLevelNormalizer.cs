using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>Writes the text's bytes in the byte alphabet.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    public string Normalize(string text) => ByteAlphabet.Encode(text);
}
