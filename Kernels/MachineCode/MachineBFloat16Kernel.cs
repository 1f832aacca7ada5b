using Inference.Kernels.MachineCode.Tiles;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.MachineCode;

internal readonly unsafe struct MachineBFloat16Kernel : IBFloat16Kernel
{
    private static readonly BFloat16Tiles? Tiles = MachineKernels.Instance?.Pairs;

    public static bool IsAvailable => Tiles is not null;

    public static void Accumulate(byte* panel, in BFloat16Rows values, int rows, int pairs, float* sums) =>
        Tiles!.Accumulate(panel, values, rows, pairs, sums);
}
