namespace Inference.Kernels.Formats.Blocks;

/// <summary>
/// 32 bytes of third bits (set: nothing is subtracted; clear: 4 is), 64 bytes of 2-bit values laid out as in Q2_K, 12 bytes of
/// 16 group scales of 6 bits with 32 added, scale f16. Bit s of the third bits belongs to the s-th run of 32 elements.
/// </summary>
internal readonly struct Q3K : IIntegerBlock
{
    public static ElementType Type => ElementType.Q3K;

    public static IntegerGroups Groups => new(4, 16, false, 4);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        ReadOnlySpan<byte> scales = block.Slice(96, 12);
        float scale = Float16.Read(block[108..]);
        for (int group = 0; group < 16; group++)
        {
            float groupScale = scale * (GroupScale(scales, group) - 32);
            int run = group / 2;
            int shift = run % 4 * 2;
            ReadOnlySpan<byte> high = block.Slice(group % 2 * 16, 16);
            ReadOnlySpan<byte> bits = block.Slice(32 + group / 8 * 32 + group % 2 * 16, 16);
            Span<float> output = values.Slice(group * 16, 16);
            for (int i = 0; i < 16; i++)
            {
                int subtracted = ((~high[i] >> run) & 1) << 2;
                output[i] = groupScale * (((bits[i] >> shift) & 3) - subtracted);
            }
        }
    }

    /// <summary>
    /// The lower 4 bits: the nibbles of bytes 0 … 7, low ones first. The upper 2: bit pair group / 4 of byte 8 + group % 4.
    /// </summary>
    private static int GroupScale(ReadOnlySpan<byte> scales, int group)
    {
        int low = group < 8 ? scales[group] & 15 : scales[group - 8] >> 4;
        int high = (scales[8 + group % 4] >> (group / 4 * 2)) & 3;
        return low | high << 4;
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        float scale = Float16.Read(block[108..]);
        for (int group = 0; group < 16; group++)
        {
            scales[group] = scale * (GroupScale(block.Slice(96, 12), group) - 32);
            int run = group / 2, shift = run % 4 * 2;
            ReadOnlySpan<byte> high = block.Slice(group % 2 * 16, 16), bits = block.Slice(32 + group / 8 * 32 + group % 2 * 16, 16);
            Span<byte> output = values.Slice(group * 16, 16);
            for (int i = 0; i < 16; i++) output[i] = (byte)(((bits[i] >> shift) & 3) | (((high[i] >> run) & 1) << 2));
        }
    }
}
