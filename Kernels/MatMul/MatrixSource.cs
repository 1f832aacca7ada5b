using Inference.Kernels.Formats;
using Inference.Kernels.Memory;

namespace Inference.Kernels.MatMul;

/// <summary>A matrix [outputs, inputs] as a file holds it, row after row.</summary>
public sealed record MatrixSource(ElementType Type, MappedBytes Bytes, int Outputs, int Inputs)
{
    /// <summary>The row of the file that is row <c>n</c> of the matrix; null where they are the same.</summary>
    public Func<int, int>? RowOrder { get; init; }

    public ScaleGrid? Scales { get; init; }

    /// <summary>Bytes of a row.</summary>
    internal int RowBytes
    {
        get
        {
            ElementFormat format = ElementFormat.Of(Type);
            return checked(Inputs / format.BlockElements * format.BlockBytes);
        }
    }

    internal int FileRow(int row) => RowOrder is null ? row : RowOrder(row);

    internal ReadOnlySpan<byte> Row(int row) => Bytes.Span((long)FileRow(row) * RowBytes, RowBytes);
}
