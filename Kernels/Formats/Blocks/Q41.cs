namespace Inference.Kernels.Formats.Blocks;

/// <summary>scale f16, minimum f16, 16 bytes of nibbles: value = nibble · scale + minimum.</summary>
internal readonly struct Q41 : IIntegerBlock
{
    public static ElementType Type => ElementType.Q41;

    public static IntegerGroups Groups => new(4, 32, true, 0);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = Float16.Read(block);
        float minimum = Float16.Read(block[2..]);
        ReadOnlySpan<byte> nibbles = block.Slice(4, 16);
        for (int i = 0; i < 16; i++)
        {
            values[i] = (nibbles[i] & 15) * scale + minimum;
            values[i + 16] = (nibbles[i] >> 4) * scale + minimum;
        }
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        scales[0] = Float16.Read(block);
        minimums[0] = Float16.Read(block[2..]);
        NibblePairs.Split(block.Slice(4, 16), values);
    }
}
