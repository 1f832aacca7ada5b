namespace Inference.Kernels.Formats;

/// <summary>The two 8-bit floating-point formats of published models.</summary>
public static class Float8
{
    /// <summary>The largest finite E4M3 value.</summary>
    public const float E4M3Max = 448;

    private const float E4M3SmallestNormal = 1f / 64;
    private const float E4M3Step = 1f / 512; // between subnormals

    /// <summary>E4M3 (the variant called FN): 4 exponent and 3 fraction bits, no infinities, NaN only with all bits set.</summary>
    public static float E4M3ToSingle(byte bits)
    {
        uint sign = (uint)(bits & 0x80) << 24;
        uint exponent = (uint)(bits >> 3) & 15;
        uint fraction = (uint)bits & 7;
        if ((bits & 0x7F) == 0x7F) return BitConverter.UInt32BitsToSingle(sign | 0x7FC00000);
        if (exponent == 0) return BitConverter.UInt32BitsToSingle(sign | BitConverter.SingleToUInt32Bits(fraction * E4M3Step));
        return BitConverter.UInt32BitsToSingle(sign | ((exponent + 120) << 23) | (fraction << 20));
    }

    /// <summary>Rounds to nearest, ties to even; what is too large, infinities included, becomes the largest finite value.</summary>
    public static byte E4M3FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        byte sign = (byte)((bits >> 24) & 0x80);
        float magnitude = MathF.Abs(value);
        if (float.IsNaN(value)) return (byte)(sign | 0x7F);
        if (magnitude >= E4M3Max) return (byte)(sign | 0x7E);
        if (magnitude < E4M3SmallestNormal) return (byte)(sign | (int)MathF.Round(magnitude / E4M3Step, MidpointRounding.ToEven));

        uint rounded = (bits & 0x7FFFFFFF) + 0x7FFFF + ((bits >> 20) & 1);
        return (byte)(sign | ((rounded >> 20) - (120 << 3)));
    }

    /// <summary>E5M2: the upper byte of an IEEE half, with infinities and NaN.</summary>
    public static float E5M2ToSingle(byte bits) => Float16.ToSingle((ushort)(bits << 8));
}
