namespace Inference.Kernels.Buffers;

/// <summary>
/// A matrix of floats [rows, columns] that is used again and again with different numbers of rows. Rows begin on a
/// cache line's boundary.
/// </summary>
public sealed unsafe class RowBuffer : IDisposable
{
    private AlignedMemory? _memory;

    public RowBuffer(int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Columns = columns;
        Stride = Lanes.LaneCount.RoundUp(columns);
    }

    public int Rows { get; private set; }

    public int Columns { get; }

    /// <summary>Floats from one row to the next.</summary>
    internal int Stride { get; }

    /// <summary>Makes room for so many rows; what they held before is lost.</summary>
    public void Resize(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        long bytes = (long)rows * Stride * sizeof(float);
        if (_memory is null || _memory.Length < bytes)
        {
            _memory?.Dispose();
            _memory = null;
            _memory = AlignedMemory.ForRows(bytes);
        }

        Rows = rows;
    }

    /// <summary>Keeps some rows, in ascending order, and drops the others.</summary>
    public void Keep(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] != i) Row(rows[i]).CopyTo(Row(i));
        }

        Rows = rows.Length;
    }

    public Span<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return new Span<float>(Pointer(row), Columns);
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
        Rows = 0;
    }

    /// <summary>The caller has checked the row.</summary>
    internal float* Pointer(int row) => (float*)_memory!.Start + ((long)row * Stride);
}
