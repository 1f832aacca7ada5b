namespace Inference.Kernels.MatMul;

/// <summary>For processors without an instruction for it: inputs of bf16 weights stay singles.</summary>
internal readonly unsafe struct NoBFloat16Kernel : IBFloat16Kernel
{
    public static bool IsAvailable => false;

    public static void Accumulate(byte* panel, in BFloat16Rows values, int rows, int pairs, float* sums) =>
        throw new NotSupportedException();
}
