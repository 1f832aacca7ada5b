using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.Lanes;

/// <summary>Sixteen lanes in two registers.</summary>
internal readonly unsafe struct Avx2Lanes(Vector256<float> lower, Vector256<float> upper) : ILanes<Avx2Lanes>
{
    private readonly Vector256<float> _lower = lower;
    private readonly Vector256<float> _upper = upper;

    public static bool HasManyRegisters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Broadcast(float value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Load(float* source) => new(Vector256.Load(source), Vector256.Load(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx2Lanes value, float* destination)
    {
        value._lower.Store(destination);
        value._upper.Store(destination + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Add(Avx2Lanes left, Avx2Lanes right) => new(left._lower + right._lower, left._upper + right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Subtract(Avx2Lanes left, Avx2Lanes right) => new(left._lower - right._lower, left._upper - right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Multiply(Avx2Lanes left, Avx2Lanes right) => new(left._lower * right._lower, left._upper * right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Divide(Avx2Lanes left, Avx2Lanes right) => new(left._lower / right._lower, left._upper / right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes MultiplyAdd(Avx2Lanes left, Avx2Lanes right, Avx2Lanes addend) => new(
        Fma.MultiplyAdd(left._lower, right._lower, addend._lower), Fma.MultiplyAdd(left._upper, right._upper, addend._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Min(Avx2Lanes left, Avx2Lanes right) =>
        new(Avx.Min(left._lower, right._lower), Avx.Min(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Max(Avx2Lanes left, Avx2Lanes right) =>
        new(Avx.Max(left._lower, right._lower), Avx.Max(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes PowerOfTwo(Avx2Lanes biased)
    {
        Vector256<uint> one = Vector256.Create(0x3F800000u);
        return new(((biased._lower.AsUInt32() << 23) + one).AsSingle(), ((biased._upper.AsUInt32() << 23) + one).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(ushort* source, out Avx2Lanes first, out Avx2Lanes second)
    {
        Vector256<uint> lower = Vector256.Load((uint*)source), upper = Vector256.Load((uint*)source + 8);
        Vector256<uint> mask = Vector256.Create(0xFFFF0000u);
        first = new((lower << 16).AsSingle(), (upper << 16).AsSingle());
        second = new((lower & mask).AsSingle(), (upper & mask).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBytePairs(sbyte* source, out Avx2Lanes first, out Avx2Lanes second)
    {
        Vector256<int> lower = Avx2.ConvertToVector256Int32((short*)source), upper = Avx2.ConvertToVector256Int32((short*)source + 8);
        first = new(Avx.ConvertToVector256Single((lower << 24) >> 24), Avx.ConvertToVector256Single((upper << 24) >> 24));
        second = new(Avx.ConvertToVector256Single(lower >> 8), Avx.ConvertToVector256Single(upper >> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Avx2Lanes value) => HalfLanes.Sum(value._lower + value._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Avx2Lanes value) => HalfLanes.Largest(Avx.Max(value._lower, value._upper));
}
