namespace Inference.Kernels.MatMul;

/// <summary>Factors that a matrix keeps apart: one for each block of so many rows by so many columns.</summary>
/// <param name="factors">[⌈rows / rowsPerBlock⌉, ⌈columns / columnsPerBlock⌉]</param>
public sealed class ScaleGrid(float[] factors, int gridColumns, int rowsPerBlock, int columnsPerBlock)
{
    /// <summary>Multiplies columns <paramref name="first"/> … of a row.</summary>
    internal void Apply(int row, int first, Span<float> values)
    {
        int place = row / rowsPerBlock * gridColumns;
        for (int i = 0; i < values.Length; i++) values[i] *= factors[place + ((first + i) / columnsPerBlock)];
    }
}
