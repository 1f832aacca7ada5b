namespace Inference.Kernels.MatMul;

/// <summary>
/// Multiplies rows of bf16 numbers with a bf16 panel. For each output, pair of inputs after pair:
/// <code>
/// sum = fma(odd input, odd weight, sum)
/// sum = fma(even input, even weight, sum)
/// </code>
/// where each step takes and gives zeros of the same sign for numbers below the normal ones.
/// </summary>
internal unsafe interface IBFloat16Kernel
{
    /// <summary>Where it is false, inputs stay singles.</summary>
    static abstract bool IsAvailable { get; }

    /// <param name="panel">The panel's part for these pairs: [pairs][32][2].</param>
    /// <param name="values">[rows][pairs][2]</param>
    /// <param name="sums">[rows][32]: continued from what they hold.</param>
    static abstract void Accumulate(byte* panel, in BFloat16Rows values, int rows, int pairs, float* sums);
}
