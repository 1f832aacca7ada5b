using Inference.Kernels.Buffers;

namespace Inference.Engine.Execution;

/// <summary>[rows, width], in memory that its owner uses again.</summary>
public abstract class FloatRows : IDisposable
{
    private protected FloatRows(int width) => Buffer = new RowBuffer(width);

    public int RowCount => Buffer.Rows;

    internal RowBuffer Buffer { get; }

    public ReadOnlySpan<float> this[int row] => Row(row);

    /// <summary>Makes room for so many rows; what they held before is lost.</summary>
    public void Resize(int rows) => Buffer.Resize(rows);

    public Span<float> Row(int row) => Buffer.Row(row);

    public void Dispose()
    {
        Buffer.Dispose();
        GC.SuppressFinalize(this);
    }
}
