namespace Inference.Kernels.Formats.Blocks;

/// <summary>16 bytes of nibbles as blocks of 32 elements have them: the low ones are the first half, the high ones the second.</summary>
internal static class NibblePairs
{
    public static void Split(ReadOnlySpan<byte> nibbles, Span<byte> values)
    {
        Span<byte> first = values[..16], second = values.Slice(16, 16);
        for (int i = 0; i < 16; i++)
        {
            first[i] = (byte)(nibbles[i] & 15);
            second[i] = (byte)(nibbles[i] >> 4);
        }
    }

    /// <param name="fifthBits">Bit i is element i's.</param>
    public static void Split(ReadOnlySpan<byte> nibbles, uint fifthBits, Span<byte> values)
    {
        Split(nibbles, values);
        for (int i = 0; i < 32; i++) values[i] |= (byte)(((fifthBits >> i) & 1) << 4);
    }
}
