using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Bytes by the instruction that multiplies and adds four of them, which .NET has for 256 bits: tiles of 6, 4, 2 and 1 rows by 32 outputs.
/// Integer sums are locals of their own, which keeps them in registers; that is why the tiles are spelled out.
/// </summary>
internal static unsafe class Avx512VnniTiles
{
    private const int StepBytes = 4 * PanelShape.Outputs;

    public static void Accumulate(in IntegerPanel panel, QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        while (rowCount > 0)
        {
            // Eight rows are two tiles of four: as fast as six and two, and more even.
            int tile = rowCount >= 6 && rowCount != 8 ? 6 : rowCount >= 4 ? 4 : rowCount >= 2 ? 2 : 1;
            switch (tile)
            {
                case 6: Tile6(panel, rows, firstGroup, groups, sums); break;
                case 4: Tile4(panel, rows, firstGroup, groups, sums); break;
                case 2: Tile2(panel, rows, firstGroup, groups, sums); break;
                default: Tile1(panel, rows, firstGroup, groups, sums); break;
            }

            rowCount -= tile;
            rows = rows.From(tile);
            sums += tile * PanelShape.Outputs;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
    {
        int steps = panel.Group / 4, correction = -panel.Offset;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            int* rowSums = rows.Sums + group;
            Vector256<int> a0 = Vector256.Create(correction * *rowSums), b0 = a0, c0 = a0, d0 = a0;
            Vector256<int> a1 = Vector256.Create(correction * rowSums[groupStride]), b1 = a1, c1 = a1, d1 = a1;
            Vector256<int> a2 = Vector256.Create(correction * rowSums[2 * groupStride]), b2 = a2, c2 = a2, d2 = a2;
            Vector256<int> a3 = Vector256.Create(correction * rowSums[3 * groupStride]), b3 = a3, c3 = a3, d3 = a3;
            Vector256<int> a4 = Vector256.Create(correction * rowSums[4 * groupStride]), b4 = a4, c4 = a4, d4 = a4;
            Vector256<int> a5 = Vector256.Create(correction * rowSums[5 * groupStride]), b5 = a5, c5 = a5, d5 = a5;
            for (int step = steps; step > 0; step--)
            {
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
                Vector256<sbyte> x4 = Four(x + (4 * stride));
                a4 = AvxVnni.MultiplyWideningAndAdd(a4, weights0, x4);
                b4 = AvxVnni.MultiplyWideningAndAdd(b4, weights1, x4);
                c4 = AvxVnni.MultiplyWideningAndAdd(c4, weights2, x4);
                d4 = AvxVnni.MultiplyWideningAndAdd(d4, weights3, x4);
                Vector256<sbyte> x5 = Four(x + (5 * stride));
                a5 = AvxVnni.MultiplyWideningAndAdd(a5, weights0, x5);
                b5 = AvxVnni.MultiplyWideningAndAdd(b5, weights1, x5);
                c5 = AvxVnni.MultiplyWideningAndAdd(c5, weights2, x5);
                d5 = AvxVnni.MultiplyWideningAndAdd(d5, weights3, x5);
                weights += StepBytes;
                x += 4;
            }

            ushort* scales = panel.Scales + ((nint)group * PanelShape.Outputs);
            Vector512<float> scale0 = HalfFloats.Load512(scales), scale1 = HalfFloats.Load512(scales + 16);
            float* rowScales = rows.Scales + group;
            Accumulate(Scaled(a0, b0, *rowScales), scale0, sums);
            Accumulate(Scaled(c0, d0, *rowScales), scale1, sums + 16);
            Accumulate(Scaled(a1, b1, rowScales[groupStride]), scale0, sums + 32);
            Accumulate(Scaled(c1, d1, rowScales[groupStride]), scale1, sums + 48);
            Accumulate(Scaled(a2, b2, rowScales[2 * groupStride]), scale0, sums + 64);
            Accumulate(Scaled(c2, d2, rowScales[2 * groupStride]), scale1, sums + 80);
            Accumulate(Scaled(a3, b3, rowScales[3 * groupStride]), scale0, sums + 96);
            Accumulate(Scaled(c3, d3, rowScales[3 * groupStride]), scale1, sums + 112);
            Accumulate(Scaled(a4, b4, rowScales[4 * groupStride]), scale0, sums + 128);
            Accumulate(Scaled(c4, d4, rowScales[4 * groupStride]), scale1, sums + 144);
            Accumulate(Scaled(a5, b5, rowScales[5 * groupStride]), scale0, sums + 160);
            Accumulate(Scaled(c5, d5, rowScales[5 * groupStride]), scale1, sums + 176);
            if (panel.Minimums == null) continue;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = HalfFloats.Load512(minimums), minimum1 = HalfFloats.Load512(minimums + 16);
            float* scaledSums = rows.ScaledSums + group;
            Accumulate(Vector512.Create(*scaledSums), minimum0, sums);
            Accumulate(Vector512.Create(*scaledSums), minimum1, sums + 16);
            Accumulate(Vector512.Create(scaledSums[groupStride]), minimum0, sums + 32);
            Accumulate(Vector512.Create(scaledSums[groupStride]), minimum1, sums + 48);
            Accumulate(Vector512.Create(scaledSums[2 * groupStride]), minimum0, sums + 64);
            Accumulate(Vector512.Create(scaledSums[2 * groupStride]), minimum1, sums + 80);
            Accumulate(Vector512.Create(scaledSums[3 * groupStride]), minimum0, sums + 96);
            Accumulate(Vector512.Create(scaledSums[3 * groupStride]), minimum1, sums + 112);
            Accumulate(Vector512.Create(scaledSums[4 * groupStride]), minimum0, sums + 128);
            Accumulate(Vector512.Create(scaledSums[4 * groupStride]), minimum1, sums + 144);
            Accumulate(Vector512.Create(scaledSums[5 * groupStride]), minimum0, sums + 160);
            Accumulate(Vector512.Create(scaledSums[5 * groupStride]), minimum1, sums + 176);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
    {
        int steps = panel.Group / 4, correction = -panel.Offset;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            int* rowSums = rows.Sums + group;
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
            Accumulate(Scaled(a0, b0, *rowScales), scale0, sums);
            Accumulate(Scaled(c0, d0, *rowScales), scale1, sums + 16);
            Accumulate(Scaled(a1, b1, rowScales[groupStride]), scale0, sums + 32);
            Accumulate(Scaled(c1, d1, rowScales[groupStride]), scale1, sums + 48);
            Accumulate(Scaled(a2, b2, rowScales[2 * groupStride]), scale0, sums + 64);
            Accumulate(Scaled(c2, d2, rowScales[2 * groupStride]), scale1, sums + 80);
            Accumulate(Scaled(a3, b3, rowScales[3 * groupStride]), scale0, sums + 96);
            Accumulate(Scaled(c3, d3, rowScales[3 * groupStride]), scale1, sums + 112);
            if (panel.Minimums == null) continue;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = HalfFloats.Load512(minimums), minimum1 = HalfFloats.Load512(minimums + 16);
            float* scaledSums = rows.ScaledSums + group;
            Accumulate(Vector512.Create(*scaledSums), minimum0, sums);
            Accumulate(Vector512.Create(*scaledSums), minimum1, sums + 16);
            Accumulate(Vector512.Create(scaledSums[groupStride]), minimum0, sums + 32);
            Accumulate(Vector512.Create(scaledSums[groupStride]), minimum1, sums + 48);
            Accumulate(Vector512.Create(scaledSums[2 * groupStride]), minimum0, sums + 64);
            Accumulate(Vector512.Create(scaledSums[2 * groupStride]), minimum1, sums + 80);
            Accumulate(Vector512.Create(scaledSums[3 * groupStride]), minimum0, sums + 96);
            Accumulate(Vector512.Create(scaledSums[3 * groupStride]), minimum1, sums + 112);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
    {
        int steps = panel.Group / 4, correction = -panel.Offset;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        Vector512<float> s1 = Vector512.Load(sums + 32), t1 = Vector512.Load(sums + 48);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            int* rowSums = rows.Sums + group;
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
            s0 = Avx512F.FusedMultiplyAdd(Scaled(a0, b0, *rowScales), scale0, s0);
            t0 = Avx512F.FusedMultiplyAdd(Scaled(c0, d0, *rowScales), scale1, t0);
            s1 = Avx512F.FusedMultiplyAdd(Scaled(a1, b1, rowScales[groupStride]), scale0, s1);
            t1 = Avx512F.FusedMultiplyAdd(Scaled(c1, d1, rowScales[groupStride]), scale1, t1);
            if (panel.Minimums == null) continue;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = HalfFloats.Load512(minimums), minimum1 = HalfFloats.Load512(minimums + 16);
            float* scaledSums = rows.ScaledSums + group;
            s0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*scaledSums), minimum0, s0);
            t0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*scaledSums), minimum1, t0);
            s1 = Avx512F.FusedMultiplyAdd(Vector512.Create(scaledSums[groupStride]), minimum0, s1);
            t1 = Avx512F.FusedMultiplyAdd(Vector512.Create(scaledSums[groupStride]), minimum1, t1);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
        s1.Store(sums + 32);
        t1.Store(sums + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
    {
        int steps = panel.Group / 4, correction = -panel.Offset;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            int* rowSums = rows.Sums + group;
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
            s0 = Avx512F.FusedMultiplyAdd(Scaled(a0, b0, *rowScales), scale0, s0);
            t0 = Avx512F.FusedMultiplyAdd(Scaled(c0, d0, *rowScales), scale1, t0);
            if (panel.Minimums == null) continue;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = HalfFloats.Load512(minimums), minimum1 = HalfFloats.Load512(minimums + 16);
            float* scaledSums = rows.ScaledSums + group;
            s0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*scaledSums), minimum0, s0);
            t0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*scaledSums), minimum1, t0);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
    }

    /// <summary>Four inputs, once for each output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Four(sbyte* x) => Vector256.Create(*(int*)x).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scaled(Vector256<int> lower, Vector256<int> upper, float scale) =>
        Avx512F.ConvertToVector512Single(Vector512.Create(lower, upper)) * Vector512.Create(scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector512<float> left, Vector512<float> right, float* sums) =>
        Avx512F.FusedMultiplyAdd(left, right, Vector512.Load(sums)).Store(sums);
}
