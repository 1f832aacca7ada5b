using System.Runtime.Intrinsics;

namespace Inference.Kernels.Formats.Blocks;

/// <summary>16 bytes of nibbles as blocks of 32 elements have them: the low ones are the first half, the high ones the second.</summary>
internal static class NibblePairs
{
    public static void Split(ReadOnlySpan<byte> nibbles, Span<byte> values)
    {
        Vector128<byte> pairs = Vector128.Create(nibbles);
        (pairs & Vector128.Create((byte)15)).CopyTo(values);
        (pairs >> 4).CopyTo(values[16..]);
    }

    /// <param name="fifthBits">Bit i is element i's.</param>
    public static void Split(ReadOnlySpan<byte> nibbles, uint fifthBits, Span<byte> values)
    {
        Split(nibbles, values);
        for (int i = 0; i < 32; i++) values[i] |= (byte)(((fifthBits >> i) & 1) << 4);
    }
}
