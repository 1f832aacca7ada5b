using System.Runtime.Intrinsics;

namespace Inference.Kernels.Formats;

/// <summary>BF16: the upper half of a single, 1 sign, 8 exponent and 7 fraction bits.</summary>
public static class BFloat16
{
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The same for many; the target may begin where the source does.</summary>
    internal static unsafe void FromSingles(float* source, ushort* target, int count)
    {
        int i = 0;
        for (; i <= count - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
            Vector256.Narrow(Rounded(source + i), Rounded(source + i + Vector256<float>.Count)).Store(target + i);
        for (; i < count; i++) target[i] = FromSingle(source[i]);
    }

    private static unsafe Vector256<uint> Rounded(float* source)
    {
        Vector256<float> values = Vector256.Load(source);
        Vector256<uint> bits = values.AsUInt32(), upper = bits >> 16;
        Vector256<uint> rounded = (bits + Vector256.Create(0x7FFFu) + (upper & Vector256<uint>.One)) >> 16;
        return Vector256.ConditionalSelect(Vector256.Equals(values, values).AsUInt32(), rounded, upper | Vector256.Create(0x40u));
    }
}
