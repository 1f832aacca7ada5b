namespace Inference.ModelFiles.Tokenization.PreTokenization;

/// <summary>Cuts into pieces of so many code points.</summary>
internal sealed class FixedLengthPreTokenizer(int codePoints) : IPreTokenizer
{
    public void Apply(PieceBuffer buffer) => buffer.SplitBy((text, rest) =>
    {
        int length = 0;
        for (int taken = 0; taken < codePoints && length < rest.Length; taken++)
            length += char.IsHighSurrogate(text[rest.Start + length]) && length + 1 < rest.Length ? 2 : 1;
        return length;
    });
}
