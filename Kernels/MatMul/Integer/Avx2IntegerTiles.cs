using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Tiles of 2 and 1 rows by 32 outputs. Integer sums are locals of their own, which keeps them in registers; that is why the tiles are
/// spelled out.
/// </summary>
internal static unsafe class Avx2IntegerTiles
{
    public static void Accumulate<TDot>(in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot256
    {
        if (panel.Minimums == null) Accumulate<TDot, NoMinimums>(panel, rows, rowCount, firstGroup, groups, sums);
        else Accumulate<TDot, Minimums>(panel, rows, rowCount, firstGroup, groups, sums);
    }

    private static void Accumulate<TDot, TMinimums>(in IntegerPanel panel, QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot256
        where TMinimums : struct, IMinimums
    {
        for (; rowCount >= 2; rowCount -= 2, rows = rows.From(2), sums += 2 * PanelShape.Outputs)
            Tile2<TDot, TMinimums>(panel, rows, firstGroup, groups, sums);
        if (rowCount > 0) Tile1<TDot, TMinimums>(panel, rows, firstGroup, groups, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2<TDot, TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot256
        where TMinimums : struct, IMinimums
    {
        int steps = panel.Group / 4, correction = panel.Offset - TDot.Zero;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            byte* weights = panel.Weights + ((nint)group * panel.GroupBytes);
            int* rowSums = rows.NegatedSums + group;
            Vector256<int> a0 = Vector256.Create(correction * *rowSums), b0 = a0, c0 = a0, d0 = a0;
            Vector256<int> a1 = Vector256.Create(correction * rowSums[groupStride]), b1 = a1, c1 = a1, d1 = a1;
            for (int step = 0; step < steps; step++)
            {
                TDot.Load(weights, step, out Vector256<byte> weights0, out Vector256<byte> weights1, out Vector256<byte> weights2, out Vector256<byte> weights3);
                Vector256<sbyte> x0 = Vector256.Create(*(int*)(x)).AsSByte();
                a0 = TDot.Add(a0, weights0, x0);
                b0 = TDot.Add(b0, weights1, x0);
                c0 = TDot.Add(c0, weights2, x0);
                d0 = TDot.Add(d0, weights3, x0);
                Vector256<sbyte> x1 = Vector256.Create(*(int*)(x + stride)).AsSByte();
                a1 = TDot.Add(a1, weights0, x1);
                b1 = TDot.Add(b1, weights1, x1);
                c1 = TDot.Add(c1, weights2, x1);
                d1 = TDot.Add(d1, weights3, x1);
                x += 4;
            }

            nint place = (nint)group * PanelShape.Outputs;
            float* rowScales = rows.Scales + group, scaledSums = rows.ScaledSums + group;
            Vector256<float> scale0 = HalfFloats.Load256(panel.Scales + place), minimum0 = TMinimums.Load256(panel.Minimums + place);
            Accumulate<TMinimums>(Scaled(a0, *rowScales), scale0, scaledSums, minimum0, sums);
            Accumulate<TMinimums>(Scaled(a1, rowScales[groupStride]), scale0, scaledSums + groupStride, minimum0, sums + 32);
            Vector256<float> scale1 = HalfFloats.Load256(panel.Scales + place + 8), minimum1 = TMinimums.Load256(panel.Minimums + place + 8);
            Accumulate<TMinimums>(Scaled(b0, *rowScales), scale1, scaledSums, minimum1, sums + 8);
            Accumulate<TMinimums>(Scaled(b1, rowScales[groupStride]), scale1, scaledSums + groupStride, minimum1, sums + 40);
            Vector256<float> scale2 = HalfFloats.Load256(panel.Scales + place + 16), minimum2 = TMinimums.Load256(panel.Minimums + place + 16);
            Accumulate<TMinimums>(Scaled(c0, *rowScales), scale2, scaledSums, minimum2, sums + 16);
            Accumulate<TMinimums>(Scaled(c1, rowScales[groupStride]), scale2, scaledSums + groupStride, minimum2, sums + 48);
            Vector256<float> scale3 = HalfFloats.Load256(panel.Scales + place + 24), minimum3 = TMinimums.Load256(panel.Minimums + place + 24);
            Accumulate<TMinimums>(Scaled(d0, *rowScales), scale3, scaledSums, minimum3, sums + 24);
            Accumulate<TMinimums>(Scaled(d1, rowScales[groupStride]), scale3, scaledSums + groupStride, minimum3, sums + 56);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TDot, TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot256
        where TMinimums : struct, IMinimums
    {
        int steps = panel.Group / 4, correction = panel.Offset - TDot.Zero;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            byte* weights = panel.Weights + ((nint)group * panel.GroupBytes);
            int* rowSums = rows.NegatedSums + group;
            Vector256<int> a0 = Vector256.Create(correction * *rowSums), b0 = a0, c0 = a0, d0 = a0;
            for (int step = 0; step < steps; step++)
            {
                Ahead.Prefetch(TDot.Step(weights, step), TDot.StepBytes);
                TDot.Load(weights, step, out Vector256<byte> weights0, out Vector256<byte> weights1, out Vector256<byte> weights2, out Vector256<byte> weights3);
                Vector256<sbyte> x0 = Vector256.Create(*(int*)(x)).AsSByte();
                a0 = TDot.Add(a0, weights0, x0);
                b0 = TDot.Add(b0, weights1, x0);
                c0 = TDot.Add(c0, weights2, x0);
                d0 = TDot.Add(d0, weights3, x0);
                x += 4;
            }

            nint place = (nint)group * PanelShape.Outputs;
            float* rowScales = rows.Scales + group, scaledSums = rows.ScaledSums + group;
            Vector256<float> scale0 = HalfFloats.Load256(panel.Scales + place), minimum0 = TMinimums.Load256(panel.Minimums + place);
            Accumulate<TMinimums>(Scaled(a0, *rowScales), scale0, scaledSums, minimum0, sums);
            Vector256<float> scale1 = HalfFloats.Load256(panel.Scales + place + 8), minimum1 = TMinimums.Load256(panel.Minimums + place + 8);
            Accumulate<TMinimums>(Scaled(b0, *rowScales), scale1, scaledSums, minimum1, sums + 8);
            Vector256<float> scale2 = HalfFloats.Load256(panel.Scales + place + 16), minimum2 = TMinimums.Load256(panel.Minimums + place + 16);
            Accumulate<TMinimums>(Scaled(c0, *rowScales), scale2, scaledSums, minimum2, sums + 16);
            Vector256<float> scale3 = HalfFloats.Load256(panel.Scales + place + 24), minimum3 = TMinimums.Load256(panel.Minimums + place + 24);
            Accumulate<TMinimums>(Scaled(d0, *rowScales), scale3, scaledSums, minimum3, sums + 24);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scaled(Vector256<int> sum, float scale) => Avx.ConvertToVector256Single(sum) * Vector256.Create(scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TMinimums>(
        Vector256<float> product, Vector256<float> scale, float* scaledSum, Vector256<float> minimum, float* sums)
        where TMinimums : struct, IMinimums => Sum<TMinimums>(product, scale, scaledSum, minimum, Vector256.Load(sums)).Store(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sum<TMinimums>(
        Vector256<float> product, Vector256<float> scale, float* scaledSum, Vector256<float> minimum, Vector256<float> sum)
        where TMinimums : struct, IMinimums
    {
        sum = Fma.MultiplyAdd(product, scale, sum);
        return TMinimums.Exist ? Fma.MultiplyAdd(Vector256.Create(*scaledSum), minimum, sum) : sum;
    }
}
