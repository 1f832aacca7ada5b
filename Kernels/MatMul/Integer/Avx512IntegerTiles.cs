using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Inference.Kernels.MatMul.Integer.Avx512GroupSums;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Rows by 32 outputs, in tiles of 8, 4, 2 and 1 of them. Integer sums are locals of their own, which keeps them in registers; that is why the tiles
/// are spelled out.
/// </summary>
internal static unsafe class Avx512IntegerTiles
{
    public static void Accumulate<TDot>(in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot512
    {
        if (panel.Minimums == null) Accumulate<TDot, NoMinimums>(panel, rows, rowCount, firstGroup, groups, sums);
        else Accumulate<TDot, Minimums>(panel, rows, rowCount, firstGroup, groups, sums);
    }

    private static void Accumulate<TDot, TMinimums>(in IntegerPanel panel, QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot512
        where TMinimums : struct, IMinimums
    {
        while (rowCount > 0)
        {
            int tile = rowCount >= 8 ? 8 : rowCount >= 4 ? 4 : rowCount >= 2 ? 2 : 1;
            switch (tile)
            {
                case 8: Avx512IntegerTile8.Accumulate<TDot, TMinimums>(panel, rows, firstGroup, groups, sums); break;
                case 4: Tile4<TDot, TMinimums>(panel, rows, firstGroup, groups, sums); break;
                case 2: Tile2<TDot, TMinimums>(panel, rows, firstGroup, groups, sums); break;
                default: Tile1<TDot, TMinimums>(panel, rows, firstGroup, groups, sums); break;
            }

            rowCount -= tile;
            rows = rows.From(tile);
            sums += tile * PanelShape.Outputs;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TDot, TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot512
        where TMinimums : struct, IMinimums
    {
        int steps = panel.Group / 8, correction = panel.Offset - TDot.Zero;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            Vector512<int> a0 = default, b0 = default;
            Vector512<int> a1 = default, b1 = default;
            Vector512<int> a2 = default, b2 = default;
            Vector512<int> a3 = default, b3 = default;
            for (int step = steps; step > 0; step--)
            {
                Ahead.Prefetch(weights, TDot.StepBytes);
                TDot.Load(weights, out Vector512<byte> low0, out Vector512<byte> low1, out Vector512<byte> high0, out Vector512<byte> high1);
                Vector512<sbyte> u0 = Four(x), v0 = Four(x + 4);
                a0 = TDot.Add(a0, low0, u0);
                b0 = TDot.Add(b0, low1, u0);
                a0 = TDot.Add(a0, high0, v0);
                b0 = TDot.Add(b0, high1, v0);
                Vector512<sbyte> u1 = Four(x + stride), v1 = Four(x + stride + 4);
                a1 = TDot.Add(a1, low0, u1);
                b1 = TDot.Add(b1, low1, u1);
                a1 = TDot.Add(a1, high0, v1);
                b1 = TDot.Add(b1, high1, v1);
                Vector512<sbyte> u2 = Four(x + (2 * stride)), v2 = Four(x + (2 * stride) + 4);
                a2 = TDot.Add(a2, low0, u2);
                b2 = TDot.Add(b2, low1, u2);
                a2 = TDot.Add(a2, high0, v2);
                b2 = TDot.Add(b2, high1, v2);
                Vector512<sbyte> u3 = Four(x + (3 * stride)), v3 = Four(x + (3 * stride) + 4);
                a3 = TDot.Add(a3, low0, u3);
                b3 = TDot.Add(b3, low1, u3);
                a3 = TDot.Add(a3, high0, v3);
                b3 = TDot.Add(b3, high1, v3);
                weights += TDot.StepBytes;
                x += 8;
            }

            ushort* scales = panel.Scales + ((nint)group * PanelShape.Outputs);
            Vector512<float> scale0 = HalfFloats.Load512(scales), scale1 = HalfFloats.Load512(scales + 16);
            float* rowScales = rows.Scales + group;
            int* rowSums = rows.NegatedSums + group;
            float* scaledSums = rows.ScaledSums + group;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = TMinimums.Load512(minimums), minimum1 = TMinimums.Load512(minimums + 16);
            AddTo<TMinimums>(Scaled<TDot>(a0, correction * *rowSums, *rowScales), scale0, scaledSums, minimum0, sums);
            AddTo<TMinimums>(Scaled<TDot>(b0, correction * *rowSums, *rowScales), scale1, scaledSums, minimum1, sums + 16);
            AddTo<TMinimums>(Scaled<TDot>(a1, correction * rowSums[groupStride], rowScales[groupStride]), scale0, scaledSums + groupStride, minimum0, sums + 32);
            AddTo<TMinimums>(Scaled<TDot>(b1, correction * rowSums[groupStride], rowScales[groupStride]), scale1, scaledSums + groupStride, minimum1, sums + 48);
            AddTo<TMinimums>(Scaled<TDot>(a2, correction * rowSums[2 * groupStride], rowScales[2 * groupStride]), scale0, scaledSums + (2 * groupStride), minimum0, sums + 64);
            AddTo<TMinimums>(Scaled<TDot>(b2, correction * rowSums[2 * groupStride], rowScales[2 * groupStride]), scale1, scaledSums + (2 * groupStride), minimum1, sums + 80);
            AddTo<TMinimums>(Scaled<TDot>(a3, correction * rowSums[3 * groupStride], rowScales[3 * groupStride]), scale0, scaledSums + (3 * groupStride), minimum0, sums + 96);
            AddTo<TMinimums>(Scaled<TDot>(b3, correction * rowSums[3 * groupStride], rowScales[3 * groupStride]), scale1, scaledSums + (3 * groupStride), minimum1, sums + 112);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2<TDot, TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot512
        where TMinimums : struct, IMinimums
    {
        int steps = panel.Group / 8, correction = panel.Offset - TDot.Zero;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        Vector512<float> s1 = Vector512.Load(sums + 32), t1 = Vector512.Load(sums + 48);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            Vector512<int> a0 = default, b0 = default;
            Vector512<int> a1 = default, b1 = default;
            for (int step = steps; step > 0; step--)
            {
                Ahead.Prefetch(weights, TDot.StepBytes);
                TDot.Load(weights, out Vector512<byte> low0, out Vector512<byte> low1, out Vector512<byte> high0, out Vector512<byte> high1);
                Vector512<sbyte> u0 = Four(x), v0 = Four(x + 4);
                a0 = TDot.Add(a0, low0, u0);
                b0 = TDot.Add(b0, low1, u0);
                a0 = TDot.Add(a0, high0, v0);
                b0 = TDot.Add(b0, high1, v0);
                Vector512<sbyte> u1 = Four(x + stride), v1 = Four(x + stride + 4);
                a1 = TDot.Add(a1, low0, u1);
                b1 = TDot.Add(b1, low1, u1);
                a1 = TDot.Add(a1, high0, v1);
                b1 = TDot.Add(b1, high1, v1);
                weights += TDot.StepBytes;
                x += 8;
            }

            ushort* scales = panel.Scales + ((nint)group * PanelShape.Outputs);
            Vector512<float> scale0 = HalfFloats.Load512(scales), scale1 = HalfFloats.Load512(scales + 16);
            float* rowScales = rows.Scales + group;
            int* rowSums = rows.NegatedSums + group;
            float* scaledSums = rows.ScaledSums + group;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = TMinimums.Load512(minimums), minimum1 = TMinimums.Load512(minimums + 16);
            s0 = Sum<TMinimums>(Scaled<TDot>(a0, correction * *rowSums, *rowScales), scale0, scaledSums, minimum0, s0);
            t0 = Sum<TMinimums>(Scaled<TDot>(b0, correction * *rowSums, *rowScales), scale1, scaledSums, minimum1, t0);
            s1 = Sum<TMinimums>(Scaled<TDot>(a1, correction * rowSums[groupStride], rowScales[groupStride]), scale0, scaledSums + groupStride, minimum0, s1);
            t1 = Sum<TMinimums>(Scaled<TDot>(b1, correction * rowSums[groupStride], rowScales[groupStride]), scale1, scaledSums + groupStride, minimum1, t1);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
        s1.Store(sums + 32);
        t1.Store(sums + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TDot, TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
        where TDot : struct, IDot512
        where TMinimums : struct, IMinimums
    {
        int steps = panel.Group / 8, correction = panel.Offset - TDot.Zero;
        nint stride = rows.Stride, groupStride = rows.GroupStride;
        byte* weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        sbyte* x = rows.Values + ((nint)firstGroup * panel.Group);
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            Vector512<int> a0 = default, b0 = default;
            for (int step = steps; step > 0; step--)
            {
                Ahead.Prefetch(weights, TDot.StepBytes);
                TDot.Load(weights, out Vector512<byte> low0, out Vector512<byte> low1, out Vector512<byte> high0, out Vector512<byte> high1);
                Vector512<sbyte> u0 = Four(x), v0 = Four(x + 4);
                a0 = TDot.Add(a0, low0, u0);
                b0 = TDot.Add(b0, low1, u0);
                a0 = TDot.Add(a0, high0, v0);
                b0 = TDot.Add(b0, high1, v0);
                weights += TDot.StepBytes;
                x += 8;
            }

            ushort* scales = panel.Scales + ((nint)group * PanelShape.Outputs);
            Vector512<float> scale0 = HalfFloats.Load512(scales), scale1 = HalfFloats.Load512(scales + 16);
            float* rowScales = rows.Scales + group;
            int* rowSums = rows.NegatedSums + group;
            float* scaledSums = rows.ScaledSums + group;
            ushort* minimums = panel.Minimums + ((nint)group * PanelShape.Outputs);
            Vector512<float> minimum0 = TMinimums.Load512(minimums), minimum1 = TMinimums.Load512(minimums + 16);
            s0 = Sum<TMinimums>(Scaled<TDot>(a0, correction * *rowSums, *rowScales), scale0, scaledSums, minimum0, s0);
            t0 = Sum<TMinimums>(Scaled<TDot>(b0, correction * *rowSums, *rowScales), scale1, scaledSums, minimum1, t0);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
    }
}
