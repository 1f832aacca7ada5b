using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Gguf;

/// <summary>
/// An open GGUF model, version 2 or 3: one file, or all parts of a split one. Opening reads the headers only; values and tensors
/// stay in the mapping until asked for, and must not be used after <see cref="Dispose"/>. A file may have no tensors.
/// </summary>
public sealed class GgufFile : IDisposable
{
    private GgufFile(GgufPart first, TensorCatalog tensors)
    {
        Version = first.Version;
        Metadata = first.Metadata;
        Tensors = tensors;
    }

    /// <summary>The path it was opened by: the first part's of a split model.</summary>
    public string Path => Metadata.File;

    public uint Version { get; }

    public GgufMetadata Metadata { get; }

    public TensorCatalog Tensors { get; }

    /// <summary>Opens and checks a model. What is wrong with it is listed in one <see cref="ModelFileException"/>.</summary>
    /// <param name="path">The file, or the first part (<c>…-00001-of-00003.gguf</c>); the others lie beside it.</param>
    public static GgufFile Open(string path)
    {
        List<GgufPart> parts = [GgufPart.Open(path)];
        try
        {
            ProblemList problems = new(path);
            GgufSplit.OpenOthers(parts, problems);
            return new GgufFile(parts[0], TensorCatalog.Merge([.. parts.Select(part => part.File)], problems));
        }
        catch
        {
            foreach (GgufPart part in parts) part.Dispose();
            throw;
        }
    }

    public void Dispose() => Tensors.Dispose();
}
