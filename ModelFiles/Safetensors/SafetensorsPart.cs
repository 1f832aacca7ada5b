using System.Buffers.Binary;
using Inference.Kernels.Formats;
using Inference.Kernels.Memory;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Safetensors;

/// <summary>One safetensors file: 8 bytes with the header's length, the header, the data.</summary>
internal static class SafetensorsPart
{
    private const int LengthBytes = 8;

    /// <summary>The reference implementation's limit.</summary>
    private const int MaxHeaderBytes = 100_000_000;

    private static readonly Dictionary<string, ElementType> Types =
        ElementFormat.All.Where(format => !format.IsQuantized).ToDictionary(format => format.Name, format => format.Type);

    /// <summary>Opens and checks a file; throws with everything that is wrong with it.</summary>
    public static TensorFilePart Open(string path)
    {
        MappedFile file = MappedModelFile.Open(path);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static TensorFilePart Read(MappedFile file)
    {
        ProblemList problems = new(file.Path);
        if (file.Length < LengthBytes) problems.Fail(null, $"has {file.Length} bytes, too few for a safetensors file");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Bytes.Span(0, LengthBytes));
        if (headerLength > MaxHeaderBytes)
            problems.Fail(
                null,
                $"has a header of {headerLength} bytes, at most {MaxHeaderBytes} are allowed; this may not be a safetensors file");
        if ((long)headerLength > file.Length - LengthBytes)
            problems.Fail(
                null,
                $"has a header of {headerLength} bytes, but only {file.Length - LengthBytes} follow its length (damaged or cut off)");

        SafetensorsHeader header = new(problems);
        header.Read(file.Bytes.Span(LengthBytes, (int)headerLength));

        long dataStart = LengthBytes + (long)headerLength;
        CheckLayout(header, file.Length - dataStart, problems);
        List<TensorInfo> tensors = [];
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (CheckType(entry, problems) is ElementType type && CheckSize(entry, type, problems) && !problems.Any)
                tensors.Add(new TensorInfo(entry.Name, type, entry.Shape, file.Slice(dataStart + entry.Begin, entry.End - entry.Begin)));
        }

        problems.ThrowIfAny();
        return new TensorFilePart(file, tensors);
    }

    private static void CheckLayout(SafetensorsHeader header, long dataLength, ProblemList problems)
    {
        bool isComplete = !problems.Any;
        TensorLayout layout = new(problems, dataLength, alignment: 1);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (entry.Begin <= entry.End)
            {
                layout.Add(entry.Name, entry.Begin, entry.End);
                continue;
            }

            problems.Add(entry.Name, $"has data_offsets [{entry.Begin}, {entry.End}], which end before they begin");
            isComplete = false;
        }

        if (layout.Check(isComplete) && layout.End < dataLength)
            problems.Add(null, $"has {dataLength - layout.End} bytes after the last tensor, which belong to none");
    }

    private static ElementType? CheckType(SafetensorsEntry entry, ProblemList problems)
    {
        if (Types.TryGetValue(entry.ElementTypeName, out ElementType type)) return type;
        problems.Add(entry.Name, $"has the dtype {entry.ElementTypeName}, which cannot be read ({string.Join(", ", Types.Keys)} can)");
        return null;
    }

    private static bool CheckSize(SafetensorsEntry entry, ElementType type, ProblemList problems)
    {
        ElementFormat format = ElementFormat.Of(type);
        string shape = string.Join(", ", entry.Shape);
        if (!format.TryGetByteSize(entry.Shape, out long bytes))
            problems.Add(entry.Name, $"has the shape [{shape}], whose size does not fit 64 bits");
        else if (bytes == entry.End - entry.Begin) return true;
        else if (entry.Begin <= entry.End)
            problems.Add(entry.Name, $"has {entry.End - entry.Begin} bytes of data, its shape [{shape}] of {format.Name} takes {bytes}");
        return false;
    }
}
