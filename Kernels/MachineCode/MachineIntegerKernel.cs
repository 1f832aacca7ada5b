using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MachineCode;

/// <summary>Where <see cref="MachineKernels.Instance"/> is not null.</summary>
internal readonly unsafe struct MachineIntegerKernel : IIntegerPanelKernel
{
    public static void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums) =>
        MachineKernels.Instance!.Integers.Accumulate(panel, rows, rowCount, firstGroup, groups, sums);
}
