using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Inference.Kernels.MatMul;

/// <summary>Loads the weights of two inputs for half a panel, 16 outputs, as singles.</summary>
internal unsafe interface IPairs256
{
    /// <summary>Bytes of two inputs.</summary>
    static abstract int Size { get; }

    static abstract void Load(
        byte* pair, out Vector256<float> even0, out Vector256<float> even1, out Vector256<float> odd0, out Vector256<float> odd1);
}

internal readonly unsafe struct SinglePairs256 : IPairs256
{
    public static int Size => PanelShape.Outputs * 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* pair, out Vector256<float> even0, out Vector256<float> even1, out Vector256<float> odd0, out Vector256<float> odd1)
    {
        float* values = (float*)pair;
        even0 = Vector256.Load(values);
        even1 = Vector256.Load(values + 8);
        odd0 = Vector256.Load(values + 32);
        odd1 = Vector256.Load(values + 40);
    }
}

internal readonly unsafe struct BFloat16Pairs256 : IPairs256
{
    public static int Size => PanelShape.Outputs * 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* pair, out Vector256<float> even0, out Vector256<float> even1, out Vector256<float> odd0, out Vector256<float> odd1)
    {
        Vector256<uint> first = Vector256.Load((uint*)pair), second = Vector256.Load((uint*)pair + 8);
        Vector256<uint> mask = Vector256.Create(0xFFFF0000u);
        even0 = (first << 16).AsSingle();
        even1 = (second << 16).AsSingle();
        odd0 = (first & mask).AsSingle();
        odd1 = (second & mask).AsSingle();
    }
}

internal readonly unsafe struct Float16Pairs256 : IPairs256
{
    public static int Size => PanelShape.Outputs * 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* pair, out Vector256<float> even0, out Vector256<float> even1, out Vector256<float> odd0, out Vector256<float> odd1)
    {
        Vector256<uint> first = Vector256.Load((uint*)pair), second = Vector256.Load((uint*)pair + 8);
        even0 = Widen(first << 16);
        even1 = Widen(second << 16);
        odd0 = Widen(first);
        odd1 = Widen(second);
    }

    /// <summary>
    /// The upper half of each lane. Shifted into a single's place its value is 2⁻¹¹² of what it was; infinities and NaN get the highest
    /// exponent.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Vector256<uint> halves)
    {
        Vector256<uint> magnitude = (halves >> 3) & Vector256.Create(0x0FFFE000u);
        Vector256<float> scaled = magnitude.AsSingle() * Vector256.Create(BitConverter.UInt32BitsToSingle(0x77800000));
        Vector256<uint> special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(0x0F800000u)) & Vector256.Create(0x7F800000u);
        return (scaled.AsUInt32() | special | (halves & Vector256.Create(0x80000000u))).AsSingle();
    }
}
