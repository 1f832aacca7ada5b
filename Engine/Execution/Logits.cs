namespace Inference.Engine.Execution;

/// <summary>[rows, vocabulary], in memory that its owner uses again.</summary>
public sealed class Logits(int vocabularySize)
{
    private float[] _values = [];

    public int RowCount { get; private set; }

    public ReadOnlySpan<float> this[int row] => Row(row);

    /// <summary>Makes room for so many rows; what they held before is lost.</summary>
    public void Resize(int rows)
    {
        RowCount = rows;
        if (_values.Length < rows * vocabularySize) _values = new float[rows * vocabularySize];
    }

    public Span<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        return _values.AsSpan(row * vocabularySize, vocabularySize);
    }
}
