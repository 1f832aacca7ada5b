using Inference.ModelFiles.Tokenization;

namespace Inference.Engine.Constraints;

/// <summary>The tokens of a model's own tokenizer.</summary>
public sealed class TokenizerVocabulary : ITokenVocabulary
{
    private readonly byte[][] _bytes;
    private readonly bool[] _special;

    public TokenizerVocabulary(Tokenizer tokenizer)
    {
        _bytes = [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(tokenizer.TokenBytes)];
        _special = [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(tokenizer.IsSpecial)];
    }

    /// <inheritdoc/>
    public int Size => _bytes.Length;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes(int id) => _bytes[id];

    /// <inheritdoc/>
    public bool IsSpecial(int id) => _special[id];
}
