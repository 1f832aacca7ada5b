using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Half floats into singles, exactly; they must be finite. Shifted into a single's place, a half's value is 2⁻¹¹² of what it was.
/// </summary>
internal static unsafe class HalfFloats
{
    private const uint TwoTo112 = 0x77800000, SignAndMagnitude = 0x8FFFE000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ushort* halves)
    {
        Vector512<int> placed = Avx512F.ConvertToVector512Int32(Vector256.Load((short*)halves)) << 13;
        return (placed.AsUInt32() & Vector512.Create(SignAndMagnitude)).AsSingle() * Vector512.Create(TwoTo112).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ushort* halves)
    {
        Vector256<int> placed = Avx2.ConvertToVector256Int32(Vector128.Load((short*)halves)) << 13;
        return (placed.AsUInt32() & Vector256.Create(SignAndMagnitude)).AsSingle() * Vector256.Create(TwoTo112).AsSingle();
    }
}
