using System.Runtime.CompilerServices;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.Attention;

/// <summary>Sixteen pairs of cached numbers, as they lie in a block.</summary>
internal unsafe interface ICachePairs<T>
    where T : struct, ILanes<T>
{
    /// <summary>Bytes of sixteen pairs.</summary>
    static abstract int Size { get; }

    /// <summary>The first of each pair, and the second.</summary>
    static abstract void Load(byte* source, out T first, out T second);
}

internal readonly unsafe struct BFloat16Pairs<T> : ICachePairs<T>
    where T : struct, ILanes<T>
{
    public static int Size => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* source, out T first, out T second) => T.LoadPairs((ushort*)source, out first, out second);
}

/// <summary>Whole numbers; their scales are applied elsewhere.</summary>
internal readonly unsafe struct BytePairs<T> : ICachePairs<T>
    where T : struct, ILanes<T>
{
    public static int Size => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* source, out T first, out T second) => T.LoadBytePairs((sbyte*)source, out first, out second);
}
