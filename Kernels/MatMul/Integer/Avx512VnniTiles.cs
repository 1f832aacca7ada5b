using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Inference.Kernels.MatMul.Integer.Avx512GroupSums;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Bytes by the instruction that multiplies and adds four of them, which .NET has for 256 bits: tiles of 4, 2 and 1 rows by 32 outputs.
/// Integer sums are locals of their own, which keeps them in registers; that is why the tiles are spelled out. Larger tiles are slower: the
/// compiler adds up in the lower half of the registers only.
/// </summary>
internal static unsafe class Avx512VnniTiles
{
    private const int StepBytes = 4 * PanelShape.Outputs;

    public static void Accumulate(in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        if (panel.Minimums == null) Accumulate<NoMinimums>(panel, rows, rowCount, firstGroup, groups, sums);
        else Accumulate<Minimums>(panel, rows, rowCount, firstGroup, groups, sums);
    }

    private static void Accumulate<TMinimums>(in IntegerPanel panel, QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
        where TMinimums : struct, IMinimums
    {
        while (rowCount > 0)
        {
            int tile = rowCount >= 4 ? 4 : rowCount >= 2 ? 2 : 1;
            switch (tile)
            {
                case 4: Tile4<TMinimums>(panel, rows, firstGroup, groups, sums); break;
                case 2: Tile2<TMinimums>(panel, rows, firstGroup, groups, sums); break;
                default: Tile1<TMinimums>(panel, rows, firstGroup, groups, sums); break;
            }

            rowCount -= tile;
            rows = rows.From(tile);
            sums += tile * PanelShape.Outputs;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
        where TMinimums : struct, IMinimums
    {
        int steps = panel.Group / 4, correction = panel.Offset;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            int* rowSums = rows.NegatedSums + group;
            Vector256<int> a0 = Vector256.Create(correction * *rowSums), b0 = a0, c0 = a0, d0 = a0;
            Vector256<int> a1 = Vector256.Create(correction * rowSums[groupStride]), b1 = a1, c1 = a1, d1 = a1;
            Vector256<int> a2 = Vector256.Create(correction * rowSums[2 * groupStride]), b2 = a2, c2 = a2, d2 = a2;
            Vector256<int> a3 = Vector256.Create(correction * rowSums[3 * groupStride]), b3 = a3, c3 = a3, d3 = a3;
            for (int step = steps; step > 0; step--)
            {
                Ahead.Prefetch(weights, StepBytes);
                Vector256<byte> weights0 = Vector256.Load(weights), weights1 = Vector256.Load(weights + 32);
                Vector256<byte> weights2 = Vector256.Load(weights + 64), weights3 = Vector256.Load(weights + 96);
                Vector256<sbyte> x0 = Four(x);
                a0 = AvxVnni.MultiplyWideningAndAdd(a0, weights0, x0);
                b0 = AvxVnni.MultiplyWideningAndAdd(b0, weights1, x0);
                c0 = AvxVnni.MultiplyWideningAndAdd(c0, weights2, x0);
                d0 = AvxVnni.MultiplyWideningAndAdd(d0, weights3, x0);
                Vector256<sbyte> x1 = Four(x + stride);
                a1 = AvxVnni.MultiplyWideningAndAdd(a1, weights0, x1);
                b1 = AvxVnni.MultiplyWideningAndAdd(b1, weights1, x1);
                c1 = AvxVnni.MultiplyWideningAndAdd(c1, weights2, x1);
                d1 = AvxVnni.MultiplyWideningAndAdd(d1, weights3, x1);
                Vector256<sbyte> x2 = Four(x + (2 * stride));
                a2 = AvxVnni.MultiplyWideningAndAdd(a2, weights0, x2);
                b2 = AvxVnni.MultiplyWideningAndAdd(b2, weights1, x2);
                c2 = AvxVnni.MultiplyWideningAndAdd(c2, weights2, x2);
                d2 = AvxVnni.MultiplyWideningAndAdd(d2, weights3, x2);
                Vector256<sbyte> x3 = Four(x + (3 * stride));
                a3 = AvxVnni.MultiplyWideningAndAdd(a3, weights0, x3);
                b3 = AvxVnni.MultiplyWideningAndAdd(b3, weights1, x3);
                c3 = AvxVnni.MultiplyWideningAndAdd(c3, weights2, x3);
                d3 = AvxVnni.MultiplyWideningAndAdd(d3, weights3, x3);
                weights += StepBytes;
                x += 4;
            }

            ushort* scales = panel.Scales + ((nint)group * PanelShape.Outputs);
            Vector512<float> scale0 = HalfFloats.Load512(scales), scale1 = HalfFloats.Load512(scales + 16);
            float* rowScales = rows.Scales + group;
            float* scaledSums = rows.ScaledSums + group;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = TMinimums.Load512(minimums), minimum1 = TMinimums.Load512(minimums + 16);
            AddTo<TMinimums>(Scaled(a0, b0, *rowScales), scale0, scaledSums, minimum0, sums);
            AddTo<TMinimums>(Scaled(c0, d0, *rowScales), scale1, scaledSums, minimum1, sums + 16);
            AddTo<TMinimums>(Scaled(a1, b1, rowScales[groupStride]), scale0, scaledSums + groupStride, minimum0, sums + 32);
            AddTo<TMinimums>(Scaled(c1, d1, rowScales[groupStride]), scale1, scaledSums + groupStride, minimum1, sums + 48);
            AddTo<TMinimums>(Scaled(a2, b2, rowScales[2 * groupStride]), scale0, scaledSums + (2 * groupStride), minimum0, sums + 64);
            AddTo<TMinimums>(Scaled(c2, d2, rowScales[2 * groupStride]), scale1, scaledSums + (2 * groupStride), minimum1, sums + 80);
            AddTo<TMinimums>(Scaled(a3, b3, rowScales[3 * groupStride]), scale0, scaledSums + (3 * groupStride), minimum0, sums + 96);
            AddTo<TMinimums>(Scaled(c3, d3, rowScales[3 * groupStride]), scale1, scaledSums + (3 * groupStride), minimum1, sums + 112);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2<TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
        where TMinimums : struct, IMinimums
    {
        int steps = panel.Group / 4, correction = panel.Offset;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        Vector512<float> s1 = Vector512.Load(sums + 32), t1 = Vector512.Load(sums + 48);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            int* rowSums = rows.NegatedSums + group;
            Vector256<int> a0 = Vector256.Create(correction * *rowSums), b0 = a0, c0 = a0, d0 = a0;
            Vector256<int> a1 = Vector256.Create(correction * rowSums[groupStride]), b1 = a1, c1 = a1, d1 = a1;
            for (int step = steps; step > 0; step--)
            {
                Ahead.Prefetch(weights, StepBytes);
                Vector256<byte> weights0 = Vector256.Load(weights), weights1 = Vector256.Load(weights + 32);
                Vector256<byte> weights2 = Vector256.Load(weights + 64), weights3 = Vector256.Load(weights + 96);
                Vector256<sbyte> x0 = Four(x);
                a0 = AvxVnni.MultiplyWideningAndAdd(a0, weights0, x0);
                b0 = AvxVnni.MultiplyWideningAndAdd(b0, weights1, x0);
                c0 = AvxVnni.MultiplyWideningAndAdd(c0, weights2, x0);
                d0 = AvxVnni.MultiplyWideningAndAdd(d0, weights3, x0);
                Vector256<sbyte> x1 = Four(x + stride);
                a1 = AvxVnni.MultiplyWideningAndAdd(a1, weights0, x1);
                b1 = AvxVnni.MultiplyWideningAndAdd(b1, weights1, x1);
                c1 = AvxVnni.MultiplyWideningAndAdd(c1, weights2, x1);
                d1 = AvxVnni.MultiplyWideningAndAdd(d1, weights3, x1);
                weights += StepBytes;
                x += 4;
            }

            ushort* scales = panel.Scales + ((nint)group * PanelShape.Outputs);
            Vector512<float> scale0 = HalfFloats.Load512(scales), scale1 = HalfFloats.Load512(scales + 16);
            float* rowScales = rows.Scales + group;
            float* scaledSums = rows.ScaledSums + group;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = TMinimums.Load512(minimums), minimum1 = TMinimums.Load512(minimums + 16);
            s0 = Sum<TMinimums>(Scaled(a0, b0, *rowScales), scale0, scaledSums, minimum0, s0);
            t0 = Sum<TMinimums>(Scaled(c0, d0, *rowScales), scale1, scaledSums, minimum1, t0);
            s1 = Sum<TMinimums>(Scaled(a1, b1, rowScales[groupStride]), scale0, scaledSums + groupStride, minimum0, s1);
            t1 = Sum<TMinimums>(Scaled(c1, d1, rowScales[groupStride]), scale1, scaledSums + groupStride, minimum1, t1);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
        s1.Store(sums + 32);
        t1.Store(sums + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
        where TMinimums : struct, IMinimums
    {
        int steps = panel.Group / 4, correction = panel.Offset;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            int* rowSums = rows.NegatedSums + group;
            Vector256<int> a0 = Vector256.Create(correction * *rowSums), b0 = a0, c0 = a0, d0 = a0;
            for (int step = steps; step > 0; step--)
            {
                Ahead.Prefetch(weights, StepBytes);
                Vector256<byte> weights0 = Vector256.Load(weights), weights1 = Vector256.Load(weights + 32);
                Vector256<byte> weights2 = Vector256.Load(weights + 64), weights3 = Vector256.Load(weights + 96);
                Vector256<sbyte> x0 = Four(x);
                a0 = AvxVnni.MultiplyWideningAndAdd(a0, weights0, x0);
                b0 = AvxVnni.MultiplyWideningAndAdd(b0, weights1, x0);
                c0 = AvxVnni.MultiplyWideningAndAdd(c0, weights2, x0);
                d0 = AvxVnni.MultiplyWideningAndAdd(d0, weights3, x0);
                weights += StepBytes;
                x += 4;
            }

            ushort* scales = panel.Scales + ((nint)group * PanelShape.Outputs);
            Vector512<float> scale0 = HalfFloats.Load512(scales), scale1 = HalfFloats.Load512(scales + 16);
            float* rowScales = rows.Scales + group;
            float* scaledSums = rows.ScaledSums + group;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = TMinimums.Load512(minimums), minimum1 = TMinimums.Load512(minimums + 16);
            s0 = Sum<TMinimums>(Scaled(a0, b0, *rowScales), scale0, scaledSums, minimum0, s0);
            t0 = Sum<TMinimums>(Scaled(c0, d0, *rowScales), scale1, scaledSums, minimum1, t0);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
    }

    /// <summary>Four inputs, once for each output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Four(sbyte* x) => Vector256.Create(*(int*)x).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scaled(Vector256<int> lower, Vector256<int> upper, float scale) =>
        Avx512F.ConvertToVector512Single(Avx512F.InsertVector256(lower.ToVector512Unsafe(), upper, 1)) * Vector512.Create(scale);
}
