namespace Inference.Kernels.Formats.Blocks;

/// <summary>scale f16, 16 bytes of nibbles: value = scale · level[nibble].</summary>
internal readonly struct IQ4NL : IBlockFormat
{
    public static ElementType Type => ElementType.IQ4NL;

    private static ReadOnlySpan<sbyte> Levels => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = Float16.Read(block);
        ReadOnlySpan<byte> nibbles = block.Slice(2, 16);
        for (int i = 0; i < 16; i++)
        {
            values[i] = scale * Levels[nibbles[i] & 15];
            values[i + 16] = scale * Levels[nibbles[i] >> 4];
        }
    }
}
