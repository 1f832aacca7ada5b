using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>What the kernels that quantise activations have in common.</summary>
internal static unsafe class ActivationScale
{
    /// <summary>2⁻¹²⁰, as bits: 127 divided by what is smaller need not be finite.</summary>
    private const uint Smallest = (127 - 120) << 23;

    private const uint Infinity = 0x7F800000;

    /// <summary>The largest magnitude, as bits: they are in the order of the magnitudes, and NaN comes after infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Largest(Vector256<uint> magnitudes)
    {
        Vector128<uint> four = Vector128.Max(magnitudes.GetLower(), magnitudes.GetUpper());
        Vector128<uint> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2u, 3, 0, 1)));
        return Vector128.Max(two, Vector128.Shuffle(two, Vector128.Create(1u, 0, 3, 2))).ToScalar();
    }

    /// <summary>The scale of a group with that largest magnitude, and what its numbers are multiplied with: 0 where they become zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FromLargest(uint largest, out float inverse)
    {
        inverse = 0;
        if (largest >= Infinity) return float.NaN;
        if (largest < Smallest) return 0;
        float magnitude = BitConverter.UInt32BitsToSingle(largest);
        inverse = 127 / magnitude;
        return magnitude / 127;
    }

    /// <summary>The same for eight groups. False where one of them has a number that is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFromLargest(Vector256<uint> largest, out Vector256<float> scales, out Vector256<float> inverse)
    {
        Vector256<float> magnitudes = largest.AsSingle(), normal = Vector256.GreaterThanOrEqual(largest, Vector256.Create(Smallest)).AsSingle();
        scales = (magnitudes / Vector256.Create(127f)) & normal;
        inverse = (Vector256.Create(127f) / magnitudes) & normal;
        return Vector256.LessThanAll(largest, Vector256.Create(Infinity));
    }

    /// <summary>The last group of each row, where it is not a whole one.</summary>
    public static void QuantizeRest(float* input, nint stride, int rows, int inputs, int group, in QuantizedRows target)
    {
        int whole = inputs / group, rest = inputs % group;
        if (rest > 0) ScalarActivationKernel.Quantize(input + (whole * group), stride, rows, rest, group, target.FromGroup(whole, group));
    }
}
