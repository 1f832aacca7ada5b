namespace Inference.ModelFiles.Tokenization.PreTokenization;

/// <summary>Cuts normalized text into the pieces that the model sees one at a time. Immutable.</summary>
internal interface IPreTokenizer
{
    void Apply(PieceBuffer buffer);
}
