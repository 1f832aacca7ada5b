namespace Inference.Kernels.Formats.Blocks;

/// <summary>
/// 16 bytes of group scales (low nibble) and minimums (high nibble), 64 bytes of 2-bit values, scale f16, scale of the minimums f16.
/// Each half of the block takes 32 bytes; bit pair p of those bytes holds elements 32·p … 32·p + 31 of the half.
/// </summary>
internal readonly struct Q2K : IIntegerBlock
{
    public static ElementType Type => ElementType.Q2K;

    public static IntegerGroups Groups => new(4, 16, true, 0);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        ReadOnlySpan<byte> groups = block[..16];
        float scale = Float16.Read(block[80..]);
        float minimumScale = Float16.Read(block[82..]);
        for (int group = 0; group < 16; group++)
        {
            float groupScale = scale * (groups[group] & 15);
            float groupMinimum = minimumScale * (groups[group] >> 4);
            int shift = group / 2 % 4 * 2;
            ReadOnlySpan<byte> bits = block.Slice(16 + group / 8 * 32 + group % 2 * 16, 16);
            Span<float> output = values.Slice(group * 16, 16);
            for (int i = 0; i < 16; i++) output[i] = groupScale * ((bits[i] >> shift) & 3) - groupMinimum;
        }
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        float scale = Float16.Read(block[80..]), minimumScale = Float16.Read(block[82..]);
        for (int group = 0; group < 16; group++)
        {
            scales[group] = scale * (block[group] & 15);
            minimums[group] = -minimumScale * (block[group] >> 4);
            int shift = group / 2 % 4 * 2;
            ReadOnlySpan<byte> bits = block.Slice(16 + group / 8 * 32 + group % 2 * 16, 16);
            Span<byte> output = values.Slice(group * 16, 16);
            for (int i = 0; i < 16; i++) output[i] = (byte)((bits[i] >> shift) & 3);
        }
    }
}
