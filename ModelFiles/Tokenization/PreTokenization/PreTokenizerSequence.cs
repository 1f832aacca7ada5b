namespace Inference.ModelFiles.Tokenization.PreTokenization;

/// <summary>One after the other.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> steps) : IPreTokenizer
{
    public IReadOnlyList<IPreTokenizer> Steps => steps;

    public void Apply(PieceBuffer buffer)
    {
        foreach (IPreTokenizer step in steps)
            step.Apply(buffer);
    }
}
