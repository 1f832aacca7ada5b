using Inference.Kernels.Buffers;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>Packs a matrix, some panels an item, and lets go of the file's pages behind itself.</summary>
internal sealed class PackPanels(MatrixSource source, PanelMatrix target) : IParallelWork
{
    private const int BytesPerItem = 4 << 20;

    private readonly int _panelsPerItem = (int)Math.Max(1, BytesPerItem / Math.Max(1, (long)source.RowBytes * PanelShape.Outputs));

    public int Items => (target.Panels + _panelsPerItem - 1) / _panelsPerItem;

    public void Run(int item, int worker)
    {
        int first = item * _panelsPerItem, end = Math.Min(target.Panels, first + _panelsPerItem);
        for (int panel = first; panel < end; panel++) target.Fill(source, panel);
        long firstByte = (long)first * PanelShape.Outputs * source.RowBytes;
        long endByte = (long)Math.Min(target.Outputs, end * PanelShape.Outputs) * source.RowBytes;
        if (source.RowOrder is null) MemoryAdvice.Release(source.Bytes.Slice(firstByte, endByte - firstByte));
    }
}
