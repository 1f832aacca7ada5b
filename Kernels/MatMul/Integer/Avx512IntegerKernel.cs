using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

internal readonly unsafe struct Avx512IntegerKernel : IIntegerPanelKernel
{
    public static void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        if (panel.Bits == 4) Avx512IntegerTiles.Accumulate<Nibbles512>(panel, rows, rowCount, firstGroup, groups, sums);
        else if (AvxVnni.IsSupported) Avx512VnniTiles.Accumulate(panel, rows, rowCount, firstGroup, groups, sums);
        else Avx512IntegerTiles.Accumulate<SignedBytes512>(panel, rows, rowCount, firstGroup, groups, sums);
    }
}
