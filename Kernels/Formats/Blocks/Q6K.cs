using System.Runtime.Intrinsics;

namespace Inference.Kernels.Formats.Blocks;

/// <summary>
/// 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed group scales, scale f16: value = scale · group scale · (6 bits - 32).
/// A half of the block has 4 runs of 32 elements: runs 0 and 1 in the low nibbles of its two 32-byte parts, 2 and 3 in the high ones;
/// run r has bit pair r of the half's 32 upper bytes.
/// </summary>
internal readonly struct Q6K : IIntegerBlock
{
    public static ElementType Type => ElementType.Q6K;

    public static IntegerGroups Groups => new(8, 16, false, 32);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        ReadOnlySpan<byte> scales = block.Slice(192, 16);
        float scale = Float16.Read(block[208..]);
        for (int group = 0; group < 16; group++)
        {
            float groupScale = scale * (sbyte)scales[group];
            int half = group / 8;
            int run = group / 2 % 4;
            int start = group % 2 * 16;
            int shift = run / 2 * 4;
            ReadOnlySpan<byte> low = block.Slice(half * 64 + run % 2 * 32 + start, 16);
            ReadOnlySpan<byte> high = block.Slice(128 + half * 32 + start, 16);
            Span<float> output = values.Slice(group * 16, 16);
            for (int i = 0; i < 16; i++)
            {
                int value = ((low[i] >> shift) & 15) | ((high[i] >> (run * 2)) & 3) << 4;
                output[i] = groupScale * (value - 32);
            }
        }
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        float scale = Float16.Read(block[208..]);
        for (int group = 0; group < 16; group++)
        {
            scales[group] = scale * (sbyte)block[192 + group];
            int half = group / 8, run = group / 2 % 4, start = group % 2 * 16, shift = run / 2 * 4;
            ReadOnlySpan<byte> low = block.Slice(half * 64 + run % 2 * 32 + start, 16), high = block.Slice(128 + half * 32 + start, 16);
            Vector128<byte> lower = (Vector128.Create(low) >> shift) & Vector128.Create((byte)15);
            Vector128<byte> upper = (Vector128.Create(high) >> (run * 2)) & Vector128.Create((byte)3);
            (lower | (upper << 4)).CopyTo(values[(group * 16)..]);
        }
    }
}
