using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>For processors with AVX-512, and for bytes the faster instruction of those that have it.</summary>
internal readonly unsafe struct Avx512IntegerKernel : IIntegerPanelKernel
{
    public static void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        if (panel.Bits == 8 && AvxVnni.IsSupported) Avx512VnniTiles.Accumulate(panel, rows, rowCount, firstGroup, groups, sums);
        else PlainAvx512IntegerKernel.Accumulate(panel, rows, rowCount, firstGroup, groups, sums);
    }
}

/// <summary>For any processor with AVX-512.</summary>
internal readonly unsafe struct PlainAvx512IntegerKernel : IIntegerPanelKernel
{
    public static void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        if (panel.Bits == 4) Avx512IntegerTiles.Accumulate<Nibbles512>(panel, rows, rowCount, firstGroup, groups, sums);
        else Avx512IntegerTiles.Accumulate<SignedBytes512>(panel, rows, rowCount, firstGroup, groups, sums);
    }
}
