using Inference.Kernels.MachineCode.Tiles;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.MachineCode;

/// <summary>Half floats, where <see cref="MachineKernels.Instance"/> is not null; for other numbers .NET has all that is needed.</summary>
internal readonly unsafe struct MachinePanelKernel : IPanelKernel
{
    private static readonly Float16Tiles Tiles = MachineKernels.Instance!.Halves;

    public static void Accumulate(PanelElement element, byte* panel, float* input, nint stride, int rows, int inputs, float* sums)
    {
        if (element == PanelElement.Float16) Tiles.Accumulate(panel, input, stride, rows, inputs, sums);
        else Avx512PanelKernel.Accumulate(element, panel, input, stride, rows, inputs, sums);
    }
}
