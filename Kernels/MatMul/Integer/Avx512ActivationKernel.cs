using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Eight groups at once: a group's numbers wait for its largest one, and that for lanes of its own.</summary>
internal readonly unsafe struct Avx512ActivationKernel : IActivationKernel
{
    private const int AtOnce = LaneResults.Rows, Lanes = 16;

    private interface IGroup
    {
        static abstract int Size { get; }

        /// <summary>Largest magnitudes in sixteen lanes, as bits.</summary>
        static abstract Vector512<uint> Largest(float* values);

        /// <returns>Sums of what was stored, in sixteen lanes.</returns>
        static abstract Vector512<int> Round(float* values, Vector512<float> factor, sbyte* target);
    }

    public static void Quantize(float* input, nint stride, int rows, int inputs, int group, in QuantizedRows target)
    {
        if (group == Group32.Size) Quantize<Group32>(input, stride, rows, inputs / group, target);
        else Quantize<Group16>(input, stride, rows, inputs / group, target);
        ActivationScale.QuantizeRest(input, stride, rows, inputs, group, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quantize<TGroup>(float* input, nint stride, int rows, int groups, in QuantizedRows target)
        where TGroup : struct, IGroup
    {
        // Eight of a row lie side by side; else eight rows' groups in the same place.
        int group = TGroup.Size, together = groups & -AtOnce;
        for (int row = 0; row < rows; row++)
        {
            for (int index = 0; index < together; index += AtOnce)
                QuantizeEight<TGroup>(input + (row * stride) + (index * group), group, target.From(row).FromGroup(index, group), group, 1);
        }

        for (int index = together; index < groups; index++)
        {
            float* values = input + (index * group);
            QuantizedRows place = target.FromGroup(index, group);
            int row = 0;
            for (; row <= rows - AtOnce; row += AtOnce) QuantizeEight<TGroup>(values + (row * stride), stride, place.From(row), target.Stride, target.GroupStride);
            for (; row < rows; row++) QuantizeOne(values + (row * stride), group, place.From(row));
        }
    }

    /// <summary>Eight groups, each some way behind the one before.</summary>
    /// <param name="step">Floats from one to the next.</param>
    /// <param name="byteStep">Bytes.</param>
    /// <param name="groupStep">And places of scales and sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void QuantizeEight<TGroup>(float* input, nint step, in QuantizedRows target, nint byteStep, nint groupStep)
        where TGroup : struct, IGroup
    {
        float* fifth = input + (4 * step);
        nint third = 3 * step;
        Vector256<uint> largest = LaneResults.Largest(
            TGroup.Largest(input),
            TGroup.Largest(input + step),
            TGroup.Largest(input + (2 * step)),
            TGroup.Largest(input + third),
            TGroup.Largest(fifth),
            TGroup.Largest(fifth + step),
            TGroup.Largest(fifth + (2 * step)),
            TGroup.Largest(fifth + third));
        if (!ActivationScale.TryFromLargest(largest, out Vector256<float> scales, out Vector256<float> inverse))
        {
            for (int i = 0; i < AtOnce; i++) QuantizeOne(input + (i * step), TGroup.Size, target.Behind(i * byteStep, i * groupStep));
            return;
        }

        Vector512<float> factors = inverse.ToVector512Unsafe();
        sbyte* bytes = target.Values, fifthBytes = bytes + (4 * byteStep);
        nint thirdBytes = 3 * byteStep;
        Vector512<int> q0 = TGroup.Round(input, Factor(factors, 0), bytes);
        Vector512<int> q1 = TGroup.Round(input + step, Factor(factors, 1), bytes + byteStep);
        Vector512<int> q2 = TGroup.Round(input + (2 * step), Factor(factors, 2), bytes + (2 * byteStep));
        Vector512<int> q3 = TGroup.Round(input + third, Factor(factors, 3), bytes + thirdBytes);
        Vector512<int> q4 = TGroup.Round(fifth, Factor(factors, 4), fifthBytes);
        Vector512<int> q5 = TGroup.Round(fifth + step, Factor(factors, 5), fifthBytes + byteStep);
        Vector512<int> q6 = TGroup.Round(fifth + (2 * step), Factor(factors, 6), fifthBytes + (2 * byteStep));
        Vector512<int> q7 = TGroup.Round(fifth + third, Factor(factors, 7), fifthBytes + thirdBytes);
        Vector256<int> sums = LaneResults.Sum(q0, q1, q2, q3, q4, q5, q6, q7), negated = -sums;
        Vector256<float> scaled = Vector256.ConvertToSingle(sums) * scales;
        if (groupStep == 1)
        {
            scales.Store(target.Scales);
            negated.Store(target.NegatedSums);
            scaled.Store(target.ScaledSums);
            return;
        }

        Scatter((int*)target.Scales, groupStep, scales.AsInt32());
        Scatter(target.NegatedSums, groupStep, negated);
        Scatter((int*)target.ScaledSums, groupStep, scaled.AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Factor(Vector512<float> factors, int place) => Avx512F.PermuteVar16x32(factors, Vector512.Create(place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(int* target, nint step, Vector256<int> values)
    {
        Vector128<int> low = values.GetLower(), high = values.GetUpper();
        target[0] = low[0];
        target[step] = low[1];
        target[2 * step] = low[2];
        target[3 * step] = low[3];
        target += 4 * step;
        target[0] = high[0];
        target[step] = high[1];
        target[2 * step] = high[2];
        target[3 * step] = high[3];
    }

    private static void QuantizeOne(float* input, int group, in QuantizedRows target)
    {
        // A group of 16 is read twice over.
        Vector512<float> x0 = Vector512.Load(input), x1 = Vector512.Load(input + group - Lanes);
        Vector512<uint> bits = Vector512.Max(Magnitude(x0), Magnitude(x1));
        float scale = ActivationScale.FromLargest(ActivationScale.Largest(Vector256.Max(bits.GetLower(), bits.GetUpper())), out float inverse);
        Vector512<int> q0 = default, q1 = default;
        if (inverse > 0) (q0, q1) = (Round(x0, Vector512.Create(inverse)), Round(x1, Vector512.Create(inverse)));
        Avx512F.ConvertToVector128SByte(q0).Store(target.Values);
        Avx512F.ConvertToVector128SByte(q1).Store(target.Values + group - Lanes);
        int sum = Vector512.Sum(group == Lanes ? q0 : q0 + q1);
        *target.Scales = scale;
        *target.NegatedSums = -sum;
        *target.ScaledSums = sum * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Magnitude(Vector512<float> values) => values.AsUInt32() & Vector512.Create(0x7FFFFFFFu);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Round(Vector512<float> values, Vector512<float> factor) => Avx512F.ConvertToVector512Int32(values * factor);

    private readonly struct Group16 : IGroup
    {
        public static int Size => Lanes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> Largest(float* values) => Magnitude(Vector512.Load(values));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Round(float* values, Vector512<float> factor, sbyte* target)
        {
            Vector512<int> rounded = Avx512ActivationKernel.Round(Vector512.Load(values), factor);
            Avx512F.ConvertToVector128SByte(rounded).Store(target);
            return rounded;
        }
    }

    private readonly struct Group32 : IGroup
    {
        public static int Size => 2 * Lanes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> Largest(float* values) => Vector512.Max(Magnitude(Vector512.Load(values)), Magnitude(Vector512.Load(values + Lanes)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Round(float* values, Vector512<float> factor, sbyte* target)
        {
            Vector512<int> first = Avx512ActivationKernel.Round(Vector512.Load(values), factor), second = Avx512ActivationKernel.Round(Vector512.Load(values + Lanes), factor);
            Vector512<short> words = Avx512BW.PackSignedSaturate(first, second);
            Vector512<int> halves = Avx512BW.PackSignedSaturate(words, words).AsInt32();
            Avx512F.PermuteVar16x32(halves, Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 0, 4, 8, 12, 1, 5, 9, 13)).GetLower().AsSByte().Store(target);
            return first + second;
        }
    }
}
