using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.Lanes;

internal readonly unsafe struct Avx512Lanes(Vector512<float> value) : ILanes<Avx512Lanes>
{
    private readonly Vector512<float> _value = value;

    public Vector512<float> Value => _value;

    public static bool HasManyRegisters => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx512Lanes value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Add(Avx512Lanes left, Avx512Lanes right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Subtract(Avx512Lanes left, Avx512Lanes right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Multiply(Avx512Lanes left, Avx512Lanes right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Divide(Avx512Lanes left, Avx512Lanes right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes MultiplyAdd(Avx512Lanes left, Avx512Lanes right, Avx512Lanes addend) =>
        new(Avx512F.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Min(Avx512Lanes left, Avx512Lanes right) => new(Avx512F.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Max(Avx512Lanes left, Avx512Lanes right) => new(Avx512F.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes PowerOfTwo(Avx512Lanes biased) =>
        new(((biased._value.AsUInt32() << 23) + Vector512.Create(0x3F800000u)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(ushort* source, out Avx512Lanes first, out Avx512Lanes second)
    {
        Vector512<uint> pairs = Vector512.Load((uint*)source);
        first = new((pairs << 16).AsSingle());
        second = new((pairs & Vector512.Create(0xFFFF0000u)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBytePairs(sbyte* source, out Avx512Lanes first, out Avx512Lanes second)
    {
        Vector512<int> pairs = Avx512F.ConvertToVector512Int32(Vector256.Load((short*)source));
        first = new(Avx512F.ConvertToVector512Single((pairs << 24) >> 24));
        second = new(Avx512F.ConvertToVector512Single(pairs >> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Avx512Lanes value) => HalfLanes.Sum(value._value.GetLower() + value._value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Avx512Lanes value) => HalfLanes.Largest(Avx.Max(value._value.GetLower(), value._value.GetUpper()));
}
