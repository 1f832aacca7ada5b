namespace Inference.Kernels.MatMul;

/// <summary>Rows of bf16 numbers.</summary>
/// <param name="first">The first of the first row.</param>
/// <param name="stride">Numbers from one row to the next.</param>
internal readonly unsafe struct BFloat16Rows(ushort* first, nint stride)
{
    public ushort* First { get; } = first;

    public nint Stride { get; } = stride;

    /// <summary>The rows from the given one on, from the given input on.</summary>
    public BFloat16Rows From(int row, int input) => new(First + (row * Stride) + input, Stride);
}
