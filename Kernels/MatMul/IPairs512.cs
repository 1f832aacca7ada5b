using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Inference.Kernels.MatMul;

/// <summary>Loads the weights of two inputs from a panel, as singles.</summary>
internal unsafe interface IPairs512
{
    /// <summary>Bytes of two inputs.</summary>
    static abstract int Size { get; }

    static abstract void Load(
        byte* pair, out Vector512<float> even0, out Vector512<float> even1, out Vector512<float> odd0, out Vector512<float> odd1);
}

internal readonly unsafe struct SinglePairs512 : IPairs512
{
    public static int Size => PanelShape.Outputs * 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* pair, out Vector512<float> even0, out Vector512<float> even1, out Vector512<float> odd0, out Vector512<float> odd1)
    {
        float* values = (float*)pair;
        even0 = Vector512.Load(values);
        even1 = Vector512.Load(values + 16);
        odd0 = Vector512.Load(values + 32);
        odd1 = Vector512.Load(values + 48);
    }
}

internal readonly unsafe struct BFloat16Pairs512 : IPairs512
{
    public static int Size => PanelShape.Outputs * 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* pair, out Vector512<float> even0, out Vector512<float> even1, out Vector512<float> odd0, out Vector512<float> odd1)
    {
        Vector512<uint> first = Vector512.Load((uint*)pair), second = Vector512.Load((uint*)pair + 16);
        Vector512<uint> mask = Vector512.Create(0xFFFF0000u);
        even0 = (first << 16).AsSingle();
        even1 = (second << 16).AsSingle();
        odd0 = (first & mask).AsSingle();
        odd1 = (second & mask).AsSingle();
    }
}

internal readonly unsafe struct Float16Pairs512 : IPairs512
{
    public static int Size => PanelShape.Outputs * 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* pair, out Vector512<float> even0, out Vector512<float> even1, out Vector512<float> odd0, out Vector512<float> odd1)
    {
        Vector512<uint> first = Vector512.Load((uint*)pair), second = Vector512.Load((uint*)pair + 16);
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
    private static Vector512<float> Widen(Vector512<uint> halves)
    {
        Vector512<uint> magnitude = (halves >> 3) & Vector512.Create(0x0FFFE000u);
        Vector512<float> scaled = magnitude.AsSingle() * Vector512.Create(BitConverter.UInt32BitsToSingle(0x77800000));
        Vector512<uint> special = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x0F800000u)) & Vector512.Create(0x7F800000u);
        return (scaled.AsUInt32() | special | (halves & Vector512.Create(0x80000000u))).AsSingle();
    }
}
