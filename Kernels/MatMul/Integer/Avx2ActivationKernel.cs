using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

internal readonly unsafe struct Avx2ActivationKernel : IActivationKernel
{
    public static void Quantize(float* input, nint stride, int rows, int inputs, int group, in QuantizedRows target)
    {
        for (int row = 0; row < rows; row++) QuantizeRow(input + (row * stride), inputs / group, group, target.From(row));
        ActivationScale.QuantizeRest(input, stride, rows, inputs, group, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void QuantizeRow(float* input, int groups, int group, in QuantizedRows target)
    {
        for (int index = 0; index < groups; index++)
        {
            float* values = input + (index * group);
            Vector256<uint> bits = default;
            for (int i = 0; i < group; i += 8)
                bits = Vector256.Max(bits, Vector256.Load((uint*)values + i) & Vector256.Create(0x7FFFFFFFu));

            float scale = ActivationScale.FromLargest(ActivationScale.Largest(bits), out float inverse);
            Vector256<int> sums = default;
            for (int i = 0; i < group; i += 16)
            {
                Vector256<int> q0 = Round(values + i, inverse), q1 = Round(values + i + 8, inverse);
                sums += q0 + q1;
                Vector256<short> shorts = Avx2.Permute4x64(Avx2.PackSignedSaturate(q0, q1).AsInt64(), 0b_11_01_10_00).AsInt16();
                Sse2.PackSignedSaturate(shorts.GetLower(), shorts.GetUpper()).Store(target.Values + (index * group) + i);
            }

            int sum = Vector256.Sum(sums);
            target.Scales[index] = scale;
            target.NegatedSums[index] = -sum;
            target.ScaledSums[index] = sum * scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(float* values, float inverse) =>
        inverse > 0 ? Avx.ConvertToVector256Int32(Vector256.Load(values) * Vector256.Create(inverse)) : default;
}
