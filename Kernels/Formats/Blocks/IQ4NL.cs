namespace Inference.Kernels.Formats.Blocks;

/// <summary>scale f16, 16 bytes of nibbles: value = scale · level[nibble].</summary>
internal readonly struct IQ4NL : IIntegerBlock
{
    public static ElementType Type => ElementType.IQ4NL;

    public static IntegerGroups Groups => new(8, 32, false, 128);

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

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        scales[0] = Float16.Read(block);
        NibblePairs.Split(block.Slice(2, 16), values);
        for (int i = 0; i < 32; i++) values[i] = (byte)(Levels[values[i]] ^ 0x80);
    }
}
