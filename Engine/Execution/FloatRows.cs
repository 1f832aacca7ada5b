namespace Inference.Engine.Execution;

/// <summary>[rows, width], in memory that its owner uses again.</summary>
public abstract class FloatRows
{
    private readonly int _width;
    private float[] _values = [];

    private protected FloatRows(int width) => _width = width;

    public int RowCount { get; private set; }

    public ReadOnlySpan<float> this[int row] => Row(row);

    /// <summary>Makes room for so many rows; what they held before is lost.</summary>
    public void Resize(int rows)
    {
        RowCount = rows;
        if (_values.Length < rows * _width) _values = new float[rows * _width];
    }

    public Span<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        return _values.AsSpan(row * _width, _width);
    }
}
