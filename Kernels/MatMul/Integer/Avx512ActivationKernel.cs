using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

internal readonly unsafe struct Avx512ActivationKernel : IActivationKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize(float* input, nint stride, int rows, int inputs, int group, in QuantizedRows target)
    {
        int whole = inputs / group;
        for (int row = 0; row < rows; row++)
        {
            float* values = input + (row * stride), scales = target.Scales + (row * target.GroupStride), scaledSums = target.ScaledSums + (row * target.GroupStride);
            int* negatedSums = target.NegatedSums + (row * target.GroupStride);
            sbyte* bytes = target.Values + (row * target.Stride);
            for (int index = 0; index < whole; index++)
            {
                // A group of 16 is read twice over.
                Vector512<float> x0 = Vector512.Load(values), x1 = Vector512.Load(values + group - 16);
                Vector512<uint> bits = Vector512.Max(Magnitude(x0), Magnitude(x1));
                float scale = ActivationScale.FromLargest(ActivationScale.Largest(Vector256.Max(bits.GetLower(), bits.GetUpper())), out float inverse);
                Vector512<int> q0 = default, q1 = default;
                if (inverse > 0) (q0, q1) = (Round(x0, inverse), Round(x1, inverse));
                Avx512F.ConvertToVector128SByte(q0).Store(bytes);
                if (group == 32) Avx512F.ConvertToVector128SByte(q1).Store(bytes + 16);
                int sum = Vector512.Sum(group == 32 ? q0 + q1 : q0);
                scales[index] = scale;
                negatedSums[index] = -sum;
                scaledSums[index] = sum * scale;
                values += group;
                bytes += group;
            }
        }

        ActivationScale.QuantizeRest(input, stride, rows, inputs, group, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Magnitude(Vector512<float> values) => values.AsUInt32() & Vector512.Create(0x7FFFFFFFu);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Round(Vector512<float> values, float inverse) =>
        Avx512F.ConvertToVector512Int32(values * Vector512.Create(inverse));
}
