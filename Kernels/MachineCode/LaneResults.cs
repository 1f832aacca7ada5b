using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MachineCode;

/// <summary>
/// What up to eight rows have in each of sixteen lanes, put together for all of them at once: lanes of one row would wait for each other. What comes out for a row is the
/// same in any place and beside any others.
/// </summary>
internal static unsafe class LaneResults
{
    private const int Rows = 8;

    /// <param name="lanes">[8][16]; what rows beyond <paramref name="count"/> hold does not matter.</param>
    /// <param name="stride">Floats from one row's lanes to the next one's.</param>
    /// <param name="results">One for each of <paramref name="count"/> rows.</param>
    public static void Largest(float* lanes, nint stride, float* results, int count) => Store(Join<LargerOf>(lanes, stride), results, count);

    /// <inheritdoc cref="Largest"/>
    public static void Sum(float* lanes, nint stride, float* results, int count) => Store(Join<SumOf>(lanes, stride), results, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Join<TOperation>(float* lanes, nint stride)
        where TOperation : struct, IOperation
    {
        Vector512<float> low = Four<TOperation>(lanes, stride), high = Four<TOperation>(lanes + (4 * stride), stride);
        Vector512<float> halves = TOperation.Of(Avx512F.Shuffle4x128(low, high, 0b_10_00_10_00), Avx512F.Shuffle4x128(low, high, 0b_11_01_11_01));
        Vector512<float> quarters = TOperation.Of(halves, Avx512F.Shuffle4x128(halves, halves, 0b_10_11_00_01));
        return Avx512F.Shuffle4x128(quarters, quarters, 0b_10_00_10_00).GetLower();
    }

    /// <summary>Every quarter has four rows' results of its lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Four<TOperation>(float* lanes, nint stride)
        where TOperation : struct, IOperation
    {
        Vector512<double> first = Two<TOperation>(lanes, stride).AsDouble(), second = Two<TOperation>(lanes + (2 * stride), stride).AsDouble();
        return TOperation.Of(Avx512F.UnpackLow(first, second).AsSingle(), Avx512F.UnpackHigh(first, second).AsSingle());
    }

    /// <summary>Two rows in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Two<TOperation>(float* lanes, nint stride)
        where TOperation : struct, IOperation
    {
        Vector512<float> first = Vector512.Load(lanes), second = Vector512.Load(lanes + stride);
        return TOperation.Of(Avx512F.UnpackLow(first, second), Avx512F.UnpackHigh(first, second));
    }

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

    private readonly struct SumOf : IOperation
    {
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => left + right;
    }
}
