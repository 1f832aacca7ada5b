namespace Inference.Kernels.Formats.Blocks;

/// <summary>scale f16, 16 bytes of nibbles: value = (nibble - 8) · scale. The low nibbles are the first half of the block.</summary>
internal readonly struct Q40 : IIntegerBlock
{
    public static ElementType Type => ElementType.Q40;

    public static IntegerGroups Groups => new(4, 32, false, 8);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = Float16.Read(block);
        ReadOnlySpan<byte> nibbles = block.Slice(2, 16);
        for (int i = 0; i < 16; i++)
        {
            values[i] = ((nibbles[i] & 15) - 8) * scale;
            values[i + 16] = ((nibbles[i] >> 4) - 8) * scale;
        }
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        scales[0] = Float16.Read(block);
        NibblePairs.Split(block.Slice(2, 16), values);
    }
}
