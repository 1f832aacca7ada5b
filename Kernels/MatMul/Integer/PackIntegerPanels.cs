using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Packs a matrix, some panels an item, and lets go of the file's pages behind itself.</summary>
internal sealed class PackIntegerPanels(IIntegerRows source, IntegerPanelMatrix target, int threads) : IParallelWork
{
    private const int BytesPerItem = 4 << 20;

    private readonly int _panelsPerItem = (int)Math.Max(1, BytesPerItem / Math.Max(1, (long)source.RowBytes * PanelShape.Outputs));
    private readonly IntegerRowBuffer?[] _buffers = new IntegerRowBuffer?[threads];
    private volatile bool _failed;

    public int Items => (target.Panels + _panelsPerItem - 1) / _panelsPerItem;

    /// <summary>Whether every scale and minimum was a finite half float.</summary>
    public bool Fits => !_failed;

    public void Run(int item, int worker)
    {
        int first = item * _panelsPerItem, end = Math.Min(target.Panels, first + _panelsPerItem);
        IntegerRowBuffer rows = _buffers[worker] ??= new IntegerRowBuffer(source.Groups, source.Inputs);
        for (int panel = first; panel < end && !_failed; panel++)
        {
            int row = panel * PanelShape.Outputs, count = Math.Min(PanelShape.Outputs, target.Outputs - row);
            source.Read(row, count, rows);
            rows.ClearFrom(count);
            if (!target.TryFill(panel, rows)) _failed = true;
        }

        int firstRow = first * PanelShape.Outputs;
        source.Release(firstRow, Math.Min(target.Outputs, end * PanelShape.Outputs) - firstRow);
    }
}
