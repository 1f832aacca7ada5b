using Inference.Kernels.Formats;
using Inference.Kernels.Memory;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Gguf;

/// <summary>The table of tensors that follows the metadata, and the data section after it.</summary>
internal sealed class GgufTensorTable(MappedFile file, GgufCursor cursor, ProblemList problems)
{
    private const int MaxDimensions = 4;
    private const int MaxTensors = 1_000_000;
    private const long DefaultAlignment = 32;
    private const string AlignmentKey = "general.alignment";

    private sealed record Entry(string Name, long[] Shape, ElementType Type, long Begin, long Bytes);

    public List<TensorInfo> Read(GgufHeader header, GgufMetadata metadata)
    {
        long alignment = Alignment(metadata);
        if (header.TensorCount > MaxTensors) problems.Fail(null, $"has {header.TensorCount} tensors, at most {MaxTensors} are read");
        List<Entry> entries = [];
        HashSet<string> names = [];
        for (long i = 0; i < header.TensorCount; i++)
        {
            if (ReadEntry(names, alignment) is Entry entry) entries.Add(entry);
        }

        long dataStart = Math.Min(TensorLayout.AlignUp(cursor.Position, alignment), file.Length);
        CheckPadding(dataStart);
        TensorLayout layout = new(problems, file.Length - dataStart, alignment);
        foreach (Entry entry in entries) layout.Add(entry.Name, entry.Begin, entry.Begin + entry.Bytes);
        layout.Check(isComplete: entries.Count == header.TensorCount);
        problems.ThrowIfAny();
        return entries.ConvertAll(entry =>
            new TensorInfo(entry.Name, entry.Type, entry.Shape, file.Slice(dataStart + entry.Begin, entry.Bytes)));
    }

    private long Alignment(GgufMetadata metadata)
    {
        if (metadata.Value(AlignmentKey) is not GgufValue value) return DefaultAlignment;
        long alignment = value.Type == GgufValueType.UInt32 ? value.Integer() : 0;
        if (alignment % 8 == 0 && long.IsPow2(alignment)) return alignment;
        problems.Add(
            AlignmentKey,
            $"is {value.Describe()} ({value.TypeName}), it must be a uint32 that is a power of two and a multiple of 8");
        return DefaultAlignment;
    }

    /// <summary>Null where the entry is wrong; reading goes on after it.</summary>
    private Entry? ReadEntry(HashSet<string> names, long alignment)
    {
        string name = cursor.Name("tensor name");
        uint dimensions = cursor.UInt32(name, "the number of dimensions");
        if (dimensions > MaxDimensions) problems.Fail(name, $"has {dimensions} dimensions, at most {MaxDimensions} are allowed");

        // The file names the fastest dimension first.
        long[] shape = new long[dimensions];
        for (int i = shape.Length - 1; i >= 0; i--) shape[i] = (long)Math.Min(cursor.UInt64(name, "the dimensions"), long.MaxValue);
        uint number = cursor.UInt32(name, "the type");
        ulong offset = cursor.UInt64(name, "the offset");

        if (!names.Add(name))
            problems.Add(name, "occurs more than once");
        else if (!GgufTensorType.TryGet(number, out ElementType type, out string description))
            problems.Add(name, $"has the type {description}, which cannot be read");
        else if (Size(name, type, shape) is long bytes && CheckOffset(name, offset, bytes, alignment))
            return new Entry(name, shape, type, (long)offset, bytes);
        return null;
    }

    private long? Size(string name, ElementType type, long[] shape)
    {
        ElementFormat format = ElementFormat.Of(type);
        if (format.TryGetByteSize(shape, out long bytes)) return bytes;

        long rowLength = shape.Length == 0 ? 1 : shape[^1];
        problems.Add(name, rowLength % format.BlockElements != 0
            ? $"has rows of {rowLength} elements, which is not a multiple of the {format.BlockElements} in a block of {format.Name}"
            : $"has the shape [{string.Join(", ", shape)}], whose size does not fit 64 bits");
        return null;
    }

    private bool CheckOffset(string name, ulong offset, long bytes, long alignment)
    {
        if (offset % (ulong)alignment != 0)
            problems.Add(name, $"is at offset {offset}, which is not a multiple of the alignment {alignment}");
        else if (offset > (ulong)file.Length || bytes > file.Length - (long)offset)
            problems.Add(
                name,
                $"needs {bytes} bytes at offset {offset} of the data, the whole file has {file.Length} (damaged or cut off)");
        else return true;
        return false;
    }

    /// <summary>What lies between the table and the data is zero; otherwise the table is longer than its count says.</summary>
    private void CheckPadding(long dataStart)
    {
        if (file.Bytes.Span(cursor.Position, (int)(dataStart - cursor.Position)).ContainsAnyExcept((byte)0))
            problems.Add(null, "the padding before the tensors' data is not zero: the number of tensors or of metadata entries is wrong");
    }
}
