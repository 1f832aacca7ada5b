namespace Inference.ModelFiles.Templates.Values;

/// <summary>Stands for an argument that the call does not give; no template sees it.</summary>
internal sealed class Missing
{
    public static Missing Value { get; } = new();

    private Missing()
    {
    }
}
