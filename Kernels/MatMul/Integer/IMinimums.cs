using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Whether a panel has minimums, known to the compiler.</summary>
internal unsafe interface IMinimums
{
    static abstract bool Exist { get; }

    static abstract Vector512<float> Load512(ushort* minimums);

    static abstract Vector256<float> Load256(ushort* minimums);
}

internal readonly unsafe struct NoMinimums : IMinimums
{
    public static bool Exist => false;

    public static Vector512<float> Load512(ushort* minimums) => default;

    public static Vector256<float> Load256(ushort* minimums) => default;
}

internal readonly unsafe struct Minimums : IMinimums
{
    public static bool Exist => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ushort* minimums) => HalfFloats.Load512(minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ushort* minimums) => HalfFloats.Load256(minimums);
}
