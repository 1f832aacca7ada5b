namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>Rewrites text before it is cut into pieces. Immutable; returns the same string where nothing changes.</summary>
internal interface INormalizer
{
    string Normalize(string text);
}
