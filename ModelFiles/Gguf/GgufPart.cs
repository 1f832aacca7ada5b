using Inference.Kernels.Memory;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Gguf;

/// <summary>One GGUF file on disk, opened and checked; a model may be split over several.</summary>
internal sealed class GgufPart : IDisposable
{
    private GgufPart(MappedFile mapping, uint version, GgufMetadata metadata, IReadOnlyList<TensorInfo> tensors)
    {
        Version = version;
        Metadata = metadata;
        File = new TensorFilePart(mapping, tensors);
    }

    public uint Version { get; }

    public GgufMetadata Metadata { get; }

    public TensorFilePart File { get; }

    public static GgufPart Open(string path)
    {
        MappedFile mapping = MappedModelFile.Open(path);
        try
        {
            ProblemList problems = new(path);
            GgufCursor cursor = new(mapping.Bytes, problems);
            GgufHeader header = GgufHeader.Read(cursor, problems);
            GgufMetadata metadata = header.ReadMetadata(path, cursor, problems);
            List<TensorInfo> tensors = new GgufTensorTable(mapping, cursor, problems).Read(header, metadata);
            return new GgufPart(mapping, header.Version, metadata, tensors);
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    public void Dispose() => File.Mapping.Dispose();
}
