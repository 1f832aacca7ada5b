using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Inference.Kernels.MatMul.Integer.Avx512GroupSums;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>The tile of 8 rows: there are registers for its integer sums alone, so its sums stay in memory.</summary>
internal static unsafe class Avx512IntegerTile8
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate<TDot, TMinimums>(in IntegerPanel panel, in QuantizedRows rows, int firstGroup, int groups, float* sums)
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
            Vector512<int> a4 = default, b4 = default;
            Vector512<int> a5 = default, b5 = default;
            Vector512<int> a6 = default, b6 = default;
            Vector512<int> a7 = default, b7 = default;
            for (int step = steps; step > 0; step--)
            {
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
                Vector512<sbyte> u4 = Four(x + (4 * stride)), v4 = Four(x + (4 * stride) + 4);
                a4 = TDot.Add(a4, low0, u4);
                b4 = TDot.Add(b4, low1, u4);
                a4 = TDot.Add(a4, high0, v4);
                b4 = TDot.Add(b4, high1, v4);
                Vector512<sbyte> u5 = Four(x + (5 * stride)), v5 = Four(x + (5 * stride) + 4);
                a5 = TDot.Add(a5, low0, u5);
                b5 = TDot.Add(b5, low1, u5);
                a5 = TDot.Add(a5, high0, v5);
                b5 = TDot.Add(b5, high1, v5);
                Vector512<sbyte> u6 = Four(x + (6 * stride)), v6 = Four(x + (6 * stride) + 4);
                a6 = TDot.Add(a6, low0, u6);
                b6 = TDot.Add(b6, low1, u6);
                a6 = TDot.Add(a6, high0, v6);
                b6 = TDot.Add(b6, high1, v6);
                Vector512<sbyte> u7 = Four(x + (7 * stride)), v7 = Four(x + (7 * stride) + 4);
                a7 = TDot.Add(a7, low0, u7);
                b7 = TDot.Add(b7, low1, u7);
                a7 = TDot.Add(a7, high0, v7);
                b7 = TDot.Add(b7, high1, v7);
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
            AddTo<TMinimums>(Scaled<TDot>(a4, correction * rowSums[4 * groupStride], rowScales[4 * groupStride]), scale0, scaledSums + (4 * groupStride), minimum0, sums + 128);
            AddTo<TMinimums>(Scaled<TDot>(b4, correction * rowSums[4 * groupStride], rowScales[4 * groupStride]), scale1, scaledSums + (4 * groupStride), minimum1, sums + 144);
            AddTo<TMinimums>(Scaled<TDot>(a5, correction * rowSums[5 * groupStride], rowScales[5 * groupStride]), scale0, scaledSums + (5 * groupStride), minimum0, sums + 160);
            AddTo<TMinimums>(Scaled<TDot>(b5, correction * rowSums[5 * groupStride], rowScales[5 * groupStride]), scale1, scaledSums + (5 * groupStride), minimum1, sums + 176);
            AddTo<TMinimums>(Scaled<TDot>(a6, correction * rowSums[6 * groupStride], rowScales[6 * groupStride]), scale0, scaledSums + (6 * groupStride), minimum0, sums + 192);
            AddTo<TMinimums>(Scaled<TDot>(b6, correction * rowSums[6 * groupStride], rowScales[6 * groupStride]), scale1, scaledSums + (6 * groupStride), minimum1, sums + 208);
            AddTo<TMinimums>(Scaled<TDot>(a7, correction * rowSums[7 * groupStride], rowScales[7 * groupStride]), scale0, scaledSums + (7 * groupStride), minimum0, sums + 224);
            AddTo<TMinimums>(Scaled<TDot>(b7, correction * rowSums[7 * groupStride], rowScales[7 * groupStride]), scale1, scaledSums + (7 * groupStride), minimum1, sums + 240);
        }
    }
}
