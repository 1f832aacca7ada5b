using System.Runtime.Intrinsics;

namespace Inference.Kernels.Formats.Blocks;

/// <summary>scale f16, 32 signed bytes: value = byte · scale.</summary>
internal readonly struct Q80 : IIntegerBlock
{
    public static ElementType Type => ElementType.Q80;

    public static IntegerGroups Groups => new(8, 32, false, 128);

    public static void ToSingle(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = Float16.Read(block);
        for (int i = 0; i < 32; i++) values[i] = (sbyte)block[i + 2] * scale;
    }

    public static void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums)
    {
        scales[0] = Float16.Read(block);
        (Vector256.Create(block.Slice(2, 32)) ^ Vector256.Create((byte)0x80)).CopyTo(values);
    }
}
