using System.Buffers.Binary;

namespace Inference.Kernels.Formats.Blocks;

/// <summary>scale f16, minimum f16, 32 fifth bits, 16 bytes of nibbles: value = 5 bits · scale + minimum.</summary>
internal readonly struct Q51 : IIntegerBlock
{
    public static ElementType Type => ElementType.Q51;

    public static IntegerGroups Groups => new(8, 32, true, 0);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = Float16.Read(block);
        float minimum = Float16.Read(block[2..]);
        uint high = BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        ReadOnlySpan<byte> nibbles = block.Slice(8, 16);
        for (int i = 0; i < 16; i++)
        {
            int first = (nibbles[i] & 15) | (int)((high >> i) & 1) << 4;
            int second = (nibbles[i] >> 4) | (int)((high >> (i + 16)) & 1) << 4;
            values[i] = first * scale + minimum;
            values[i + 16] = second * scale + minimum;
        }
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        scales[0] = Float16.Read(block);
        minimums[0] = Float16.Read(block[2..]);
        NibblePairs.Split(block.Slice(8, 16), BinaryPrimitives.ReadUInt32LittleEndian(block[4..]), values);
    }
}
