namespace Inference.ModelFiles;

/// <summary>One thing wrong with a model: in which file, at which tensor or field (null: the file as a whole), and what.</summary>
public sealed record ModelFileProblem(string File, string? Item, string Message)
{
    public override string ToString() => Item is null ? $"{File}: {Message}" : $"{File}: {Item}: {Message}";
}
