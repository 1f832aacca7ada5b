using Inference.Kernels.MatMul;

namespace Inference.Kernels.MachineCode;

internal readonly unsafe struct MachineBFloat16Kernel : IBFloat16Kernel
{
    public static bool IsAvailable => MachineKernels.Instance?.Pairs is not null;

    public static void Accumulate(byte* panel, in BFloat16Rows values, int rows, int pairs, float* sums) =>
        MachineKernels.Instance!.Pairs!.Accumulate(panel, values, rows, pairs, sums);
}
