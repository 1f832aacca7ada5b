using System.Runtime.Intrinsics;

namespace Inference.Kernels.Formats.Blocks;

/// <summary>
/// scale f16, scale of the minimums f16, 12 bytes of group scales and minimums, 128 bytes of nibbles. Each run of 32 bytes holds
/// two groups: the first in the low nibbles, the second in the high ones.
/// </summary>
internal readonly struct Q4K : IIntegerBlock
{
    public static ElementType Type => ElementType.Q4K;

    public static IntegerGroups Groups => new(4, 32, true, 0);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = Float16.Read(block);
        float minimumScale = Float16.Read(block[2..]);
        for (int group = 0; group < 8; group++)
        {
            (int groupScale, int groupMinimum) = GroupScales.Unpack(block.Slice(4, 12), group);
            float factor = scale * groupScale;
            float minimum = minimumScale * groupMinimum;
            int shift = group % 2 * 4;
            ReadOnlySpan<byte> nibbles = block.Slice(16 + group / 2 * 32, 32);
            Span<float> output = values.Slice(group * 32, 32);
            for (int i = 0; i < 32; i++) output[i] = factor * ((nibbles[i] >> shift) & 15) - minimum;
        }
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        float scale = Float16.Read(block), minimumScale = Float16.Read(block[2..]);
        for (int group = 0; group < 8; group++)
        {
            (int groupScale, int groupMinimum) = GroupScales.Unpack(block.Slice(4, 12), group);
            scales[group] = scale * groupScale;
            minimums[group] = -minimumScale * groupMinimum;
            Vector256<byte> pairs = Vector256.Create(block.Slice(16 + group / 2 * 32, 32));
            ((pairs >> (group % 2 * 4)) & Vector256.Create((byte)15)).CopyTo(values[(group * 32)..]);
        }
    }
}
