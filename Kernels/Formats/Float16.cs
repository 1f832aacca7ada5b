using System.Buffers.Binary;

namespace Inference.Kernels.Formats;

/// <summary>IEEE half precision (F16): 1 sign, 5 exponent and 10 fraction bits.</summary>
public static class Float16
{
    public static float ToSingle(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);

    /// <summary>Rounds to nearest, ties to even; what is too large becomes infinity.</summary>
    public static ushort FromSingle(float value) => BitConverter.HalfToUInt16Bits((Half)value);

    /// <summary>The value stored at the beginning of <paramref name="bytes"/>.</summary>
    internal static float Read(ReadOnlySpan<byte> bytes) => ToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes));
}
