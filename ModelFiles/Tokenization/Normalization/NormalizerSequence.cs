namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>One after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<INormalizer> steps) : INormalizer
{
    public string Normalize(string text)
    {
        foreach (INormalizer step in steps)
            text = step.Normalize(text);
        return text;
    }
}
