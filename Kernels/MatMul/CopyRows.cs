using Inference.Kernels.Buffers;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>Copies a matrix, some rows an item, and lets go of the file's pages behind itself.</summary>
internal sealed class CopyRows(MatrixSource source, RowMatrix target) : IParallelWork
{
    private const int BytesPerItem = 4 << 20;

    private readonly int _rowsPerItem = Math.Max(1, BytesPerItem / Math.Max(1, source.RowBytes));

    public int Items => (target.Outputs + _rowsPerItem - 1) / _rowsPerItem;

    public void Run(int item, int worker)
    {
        int first = item * _rowsPerItem, end = Math.Min(target.Outputs, first + _rowsPerItem);
        for (int row = first; row < end; row++) target.CopyRow(source, row);
        if (source.RowOrder is null)
            MemoryAdvice.Release(source.Bytes.Slice((long)first * source.RowBytes, (long)(end - first) * source.RowBytes));
    }
}
