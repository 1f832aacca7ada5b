using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Half floats into singles, exactly; they must be finite. Exponents are 112 apart. A half below the normal ones becomes a normal single
/// with one too much in front, 2⁻¹⁴, which is then taken away: singles that are not normal would be slow.
/// </summary>
internal static unsafe class HalfFloats
{
    private const int Sign = int.MinValue, Magnitude = 0x0FFFE000, FirstNormal = 1 << 23;
    private const int Exponents = 112 << 23, ExponentsBelowNormal = 113 << 23;
    private const float SmallestNormal = 1f / (1 << 14);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ushort* halves)
    {
        Vector512<int> placed = Avx512F.ConvertToVector512Int32(Vector256.Load((short*)halves)) << 13;
        Vector512<int> magnitude = placed & Vector512.Create(Magnitude);
        Vector512<int> below = Vector512.LessThan(magnitude, Vector512.Create(FirstNormal));
        Vector512<int> moved = magnitude + Vector512.ConditionalSelect(
            below, Vector512.Create(ExponentsBelowNormal), Vector512.Create(Exponents));
        Vector512<float> value = moved.AsSingle() - (below.AsSingle() & Vector512.Create(SmallestNormal));
        return value | (placed & Vector512.Create(Sign)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ushort* halves)
    {
        Vector256<int> placed = Avx2.ConvertToVector256Int32(Vector128.Load((short*)halves)) << 13;
        Vector256<int> magnitude = placed & Vector256.Create(Magnitude);
        Vector256<int> below = Vector256.LessThan(magnitude, Vector256.Create(FirstNormal));
        Vector256<int> moved = magnitude + Vector256.ConditionalSelect(
            below, Vector256.Create(ExponentsBelowNormal), Vector256.Create(Exponents));
        Vector256<float> value = moved.AsSingle() - (below.AsSingle() & Vector256.Create(SmallestNormal));
        return value | (placed & Vector256.Create(Sign)).AsSingle();
    }
}
