using System.Buffers.Binary;
using Inference.Kernels.Formats;

namespace Inference.Support;

/// <summary>Floats into the two quantised formats that tests need real values in. Rounds to nearest; not tuned for quality.</summary>
public static class BlockQuantizer
{
    private const int BlockElements = 32;

    public static byte[] ToQ80(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length / BlockElements * 34];
        for (int block = 0; block < values.Length / BlockElements; block++)
        {
            ReadOnlySpan<float> source = values.Slice(block * BlockElements, BlockElements);
            float inverse = WriteScale(bytes.AsSpan(block * 34), LargestMagnitude(source) / 127);
            for (int i = 0; i < BlockElements; i++)
                bytes[block * 34 + 2 + i] = (byte)(sbyte)Math.Clamp(MathF.Round(source[i] * inverse), -127, 127);
        }

        return bytes;
    }

    public static byte[] ToQ40(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length / BlockElements * 18];
        for (int block = 0; block < values.Length / BlockElements; block++)
        {
            ReadOnlySpan<float> source = values.Slice(block * BlockElements, BlockElements);
            float inverse = WriteScale(bytes.AsSpan(block * 18), LargestMagnitude(source) / 7);
            for (int i = 0; i < BlockElements; i++)
            {
                int nibble = (int)Math.Clamp(MathF.Round(source[i] * inverse) + 8, 0, 15);
                bytes[block * 18 + 2 + i % 16] |= (byte)(i < 16 ? nibble : nibble << 4);
            }
        }

        return bytes;
    }

    /// <summary>Writes the scale as F16 and returns the inverse of what was written.</summary>
    private static float WriteScale(Span<byte> block, float scale)
    {
        ushort bits = Float16.FromSingle(scale);
        BinaryPrimitives.WriteUInt16LittleEndian(block, bits);
        float stored = Float16.ToSingle(bits);
        return stored == 0 ? 0 : 1 / stored;
    }

    private static float LargestMagnitude(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values) largest = MathF.Max(largest, MathF.Abs(value));
        return largest;
    }
}
