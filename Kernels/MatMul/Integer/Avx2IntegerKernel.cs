using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>For processors with AVX2, and for bytes the faster instruction of those that have it.</summary>
internal readonly unsafe struct Avx2IntegerKernel : IIntegerPanelKernel
{
    public static void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        if (panel.Bits == 8 && AvxVnni.IsSupported) Avx2IntegerTiles.Accumulate<VnniBytes256>(panel, rows, rowCount, firstGroup, groups, sums);
        else PlainAvx2IntegerKernel.Accumulate(panel, rows, rowCount, firstGroup, groups, sums);
    }
}

/// <summary>For any processor with AVX2.</summary>
internal readonly unsafe struct PlainAvx2IntegerKernel : IIntegerPanelKernel
{
    public static void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        if (panel.Bits == 4) Avx2IntegerTiles.Accumulate<Nibbles256>(panel, rows, rowCount, firstGroup, groups, sums);
        else Avx2IntegerTiles.Accumulate<SignedBytes256>(panel, rows, rowCount, firstGroup, groups, sums);
    }
}
