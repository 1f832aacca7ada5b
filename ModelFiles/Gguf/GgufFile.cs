using Inference.Kernels.Memory;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Gguf;

/// <summary>
/// An open GGUF file, version 2 or 3. Opening reads the header only; values and tensors stay in the mapping until asked for,
/// and must not be used after <see cref="Dispose"/>.
/// </summary>
public sealed class GgufFile : IDisposable
{
    private readonly MappedFile _file;

    private GgufFile(MappedFile file, uint version, GgufMetadata metadata)
    {
        _file = file;
        Version = version;
        Metadata = metadata;
    }

    public string Path => _file.Path;

    public uint Version { get; }

    public GgufMetadata Metadata { get; }

    /// <summary>Opens and checks a file. Everything wrong with it is in one <see cref="ModelFileException"/>.</summary>
    public static GgufFile Open(string path)
    {
        MappedFile file = MappedModelFile.Open(path);
        try
        {
            ProblemList problems = new(path);
            GgufCursor cursor = new(file.Bytes, problems);
            GgufHeader header = GgufHeader.Read(cursor, problems);
            GgufMetadata metadata = header.ReadMetadata(path, cursor, problems);
            problems.ThrowIfAny();
            return new GgufFile(file, header.Version, metadata);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
