using Inference.Kernels.Formats;
using Inference.Kernels.Memory;

namespace Inference.ModelFiles.Tensors;

/// <summary>
/// A named tensor in a mapped file: its bytes stay there. The shape is row-major, as Hugging Face writes it (a linear layer's
/// weight is [out, in]), whatever the file's own order. The size of <see cref="Data"/> always matches shape and type.
/// </summary>
public sealed class TensorInfo
{
    private const int ElementsAtOnce = 1 << 20;

    internal TensorInfo(string name, ElementType elementType, long[] shape, MappedBytes data)
    {
        Name = name;
        ElementType = elementType;
        Shape = shape;
        Data = data;
        File = data.File!.Path;
        ElementFormat.TryCountElements(shape, out long count);
        ElementCount = count;
    }

    public string Name { get; }

    public ElementType ElementType { get; }

    public ElementFormat Format => ElementFormat.Of(ElementType);

    /// <summary>[rows …, row length]; empty for a single number.</summary>
    public long[] Shape { get; }

    public MappedBytes Data { get; }

    /// <summary>The path of the file that holds it.</summary>
    public string File { get; }

    public long ElementCount { get; }

    /// <summary>The last dimension.</summary>
    public long RowLength => Shape.Length == 0 ? 1 : Shape[^1];

    /// <summary>The product of all dimensions but the last.</summary>
    public long RowCount => RowLength == 0 ? 0 : ElementCount / RowLength;

    /// <summary>Row <paramref name="row"/> as floats; <paramref name="destination"/> takes all of it.</summary>
    public void ReadRow(long row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, RowLength);
        Read(row * RowLength, destination);
    }

    /// <summary>
    /// Elements from <paramref name="first"/> on as floats, as many as <paramref name="destination"/> takes. Both are whole blocks of
    /// the element type. Safe while another thread disposes the file.
    /// </summary>
    public void Read(long first, Span<float> destination)
    {
        ElementFormat format = Format;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, ElementCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, ElementCount - first, nameof(destination));
        if (first % format.BlockElements != 0 || destination.Length % format.BlockElements != 0)
            throw new ArgumentException($"{Name} is {format.Name}: elements are read in blocks of {format.BlockElements}.", nameof(first));

        using MappedFileHold hold = Data.Hold();
        long offset = first / format.BlockElements * format.BlockBytes;
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, ElementsAtOnce);
            int bytes = count / format.BlockElements * format.BlockBytes;
            Dequantizer.ToSingle(ElementType, Data.Span(offset, bytes), destination[..count]);
            offset += bytes;
            destination = destination[count..];
        }
    }

    /// <summary>All of it as floats, for tensors that are small: norms, biases, tests.</summary>
    public float[] ToSingles()
    {
        float[] values = new float[ElementCount];
        Read(0, values);
        return values;
    }

    public override string ToString() => $"{Name} {Format.Name} [{string.Join(", ", Shape)}]";
}
