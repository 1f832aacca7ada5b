using Inference.Kernels.MachineCode.Tiles;
using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MachineCode;

/// <summary>Where <see cref="MachineKernels.Instance"/> is not null.</summary>
internal readonly unsafe struct MachineIntegerKernel : IIntegerPanelKernel
{
    private static readonly IntegerTiles Tiles = MachineKernels.Instance!.Integers;

    /// <summary>What begins and ends a tile costs more than weights from the second-level cache do.</summary>
    public static int InputsAtOnce => 4096;

    public static void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums) =>
        Tiles.Accumulate(panel, rows, rowCount, firstGroup, groups, sums);
}
