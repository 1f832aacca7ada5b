using System.Buffers.Binary;

namespace Inference.Kernels.Formats.Blocks;

/// <summary>scale f16, 32 fifth bits, 16 bytes of nibbles: value = (5 bits - 16) · scale. Bit i of the fifth bits is element i's.</summary>
internal readonly struct Q50 : IIntegerBlock
{
    public static ElementType Type => ElementType.Q50;

    public static IntegerGroups Groups => new(8, 32, false, 16);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = Float16.Read(block);
        uint high = BinaryPrimitives.ReadUInt32LittleEndian(block[2..]);
        ReadOnlySpan<byte> nibbles = block.Slice(6, 16);
        for (int i = 0; i < 16; i++)
        {
            int first = (nibbles[i] & 15) | (int)((high >> i) & 1) << 4;
            int second = (nibbles[i] >> 4) | (int)((high >> (i + 16)) & 1) << 4;
            values[i] = (first - 16) * scale;
            values[i + 16] = (second - 16) * scale;
        }
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        scales[0] = Float16.Read(block);
        NibblePairs.Split(block.Slice(6, 16), BinaryPrimitives.ReadUInt32LittleEndian(block[2..]), values);
    }
}
