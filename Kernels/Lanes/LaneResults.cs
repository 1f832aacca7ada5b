using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.Lanes;

/// <summary>
/// What up to eight rows have in each of sixteen lanes, put together for all of them at once: lanes of one row would wait for each other. What comes out for a row is the
/// same in any place and beside any others.
/// </summary>
internal static unsafe class LaneResults
{
    public const int Rows = 8;

    /// <param name="lanes">[8][16]; what rows beyond <paramref name="count"/> hold does not matter.</param>
    /// <param name="stride">Floats from one row's lanes to the next one's.</param>
    /// <param name="results">One for each of <paramref name="count"/> rows.</param>
    public static void Largest(float* lanes, nint stride, float* results, int count) => Store(Join<LargerOf>(lanes, stride), results, count);

    /// <inheritdoc cref="Largest(float*, nint, float*, int)"/>
    public static void Sum(float* lanes, nint stride, float* results, int count) => Store(Join<SumOf>(lanes, stride), results, count);

    /// <summary>The largest of each row's sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Largest(
        Vector512<uint> r0, Vector512<uint> r1, Vector512<uint> r2, Vector512<uint> r3, Vector512<uint> r4, Vector512<uint> r5, Vector512<uint> r6, Vector512<uint> r7) =>
        Join<LargerBitsOf>(r0.AsSingle(), r1.AsSingle(), r2.AsSingle(), r3.AsSingle(), r4.AsSingle(), r5.AsSingle(), r6.AsSingle(), r7.AsSingle()).AsUInt32();

    /// <summary>The sum of each row's sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Sum(
        Vector512<int> r0, Vector512<int> r1, Vector512<int> r2, Vector512<int> r3, Vector512<int> r4, Vector512<int> r5, Vector512<int> r6, Vector512<int> r7) =>
        Join<SumOfIntegers>(r0.AsSingle(), r1.AsSingle(), r2.AsSingle(), r3.AsSingle(), r4.AsSingle(), r5.AsSingle(), r6.AsSingle(), r7.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Join<TOperation>(float* lanes, nint stride)
        where TOperation : struct, IOperation => Join<TOperation>(
            Vector512.Load(lanes),
            Vector512.Load(lanes + stride),
            Vector512.Load(lanes + (2 * stride)),
            Vector512.Load(lanes + (3 * stride)),
            Vector512.Load(lanes + (4 * stride)),
            Vector512.Load(lanes + (5 * stride)),
            Vector512.Load(lanes + (6 * stride)),
            Vector512.Load(lanes + (7 * stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Join<TOperation>(
        Vector512<float> r0, Vector512<float> r1, Vector512<float> r2, Vector512<float> r3, Vector512<float> r4, Vector512<float> r5, Vector512<float> r6, Vector512<float> r7)
        where TOperation : struct, IOperation
    {
        Vector512<float> low = Four<TOperation>(r0, r1, r2, r3), high = Four<TOperation>(r4, r5, r6, r7);
        Vector512<float> halves = TOperation.Of(Avx512F.Shuffle4x128(low, high, 0b_10_00_10_00), Avx512F.Shuffle4x128(low, high, 0b_11_01_11_01));
        Vector512<float> quarters = TOperation.Of(halves, Avx512F.Shuffle4x128(halves, halves, 0b_10_11_00_01));
        return Avx512F.Shuffle4x128(quarters, quarters, 0b_10_00_10_00).GetLower();
    }

    /// <summary>Every quarter has four rows' results of its lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Four<TOperation>(Vector512<float> r0, Vector512<float> r1, Vector512<float> r2, Vector512<float> r3)
        where TOperation : struct, IOperation
    {
        Vector512<double> first = Two<TOperation>(r0, r1).AsDouble(), second = Two<TOperation>(r2, r3).AsDouble();
        return TOperation.Of(Avx512F.UnpackLow(first, second).AsSingle(), Avx512F.UnpackHigh(first, second).AsSingle());
    }

    /// <summary>Two rows in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Two<TOperation>(Vector512<float> first, Vector512<float> second)
        where TOperation : struct, IOperation => TOperation.Of(Avx512F.UnpackLow(first, second), Avx512F.UnpackHigh(first, second));

    private static void Store(Vector256<float> results, float* target, int count)
    {
        if (count == Rows)
        {
            results.Store(target);
            return;
        }

        for (int row = 0; row < count; row++) target[row] = results[row];
    }

    private interface IOperation
    {
        static abstract Vector512<float> Of(Vector512<float> left, Vector512<float> right);
    }

    private readonly struct LargerOf : IOperation
    {
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => Avx512F.Max(left, right);
    }

    private readonly struct LargerBitsOf : IOperation
    {
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => Vector512.Max(left.AsUInt32(), right.AsUInt32()).AsSingle();
    }

    private readonly struct SumOf : IOperation
    {
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => left + right;
    }

    private readonly struct SumOfIntegers : IOperation
    {
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => (left.AsInt32() + right.AsInt32()).AsSingle();
    }
}
