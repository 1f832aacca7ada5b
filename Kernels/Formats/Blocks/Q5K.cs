using System.Runtime.Intrinsics;

namespace Inference.Kernels.Formats.Blocks;

/// <summary>As Q4_K, with 32 bytes of fifth bits before the nibbles: bit g of byte i belongs to element i of group g.</summary>
internal readonly struct Q5K : IIntegerBlock
{
    public static ElementType Type => ElementType.Q5K;

    public static IntegerGroups Groups => new(8, 32, true, 0);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = Float16.Read(block);
        float minimumScale = Float16.Read(block[2..]);
        ReadOnlySpan<byte> high = block.Slice(16, 32);
        for (int group = 0; group < 8; group++)
        {
            (int groupScale, int groupMinimum) = GroupScales.Unpack(block.Slice(4, 12), group);
            float factor = scale * groupScale;
            float minimum = minimumScale * groupMinimum;
            int shift = group % 2 * 4;
            ReadOnlySpan<byte> nibbles = block.Slice(48 + group / 2 * 32, 32);
            Span<float> output = values.Slice(group * 32, 32);
            for (int i = 0; i < 32; i++)
            {
                int value = ((nibbles[i] >> shift) & 15) | ((high[i] >> group) & 1) << 4;
                output[i] = factor * value - minimum;
            }
        }
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        float scale = Float16.Read(block), minimumScale = Float16.Read(block[2..]);
        ReadOnlySpan<byte> high = block.Slice(16, 32);
        for (int group = 0; group < 8; group++)
        {
            (int groupScale, int groupMinimum) = GroupScales.Unpack(block.Slice(4, 12), group);
            scales[group] = scale * groupScale;
            minimums[group] = -minimumScale * groupMinimum;
            Vector256<byte> pairs = Vector256.Create(block.Slice(48 + group / 2 * 32, 32));
            Vector256<byte> fifth = (Vector256.Create(high) >> group) & Vector256.Create((byte)1);
            (((pairs >> (group % 2 * 4)) & Vector256.Create((byte)15)) | (fifth << 4)).CopyTo(values[(group * 32)..]);
        }
    }
}
