using System.Buffers.Binary;
using Inference.Kernels.Formats;

namespace Inference.Bench.Models;

/// <summary>Weights of about ±0.03, made as they are written.</summary>
public sealed class RandomWeights(int seed)
{
    private const int PieceBytes = 1 << 20;
    private const float Largest = 0.03f;

    private readonly Random _random = new(seed);

    public void Write(Stream stream, ElementType type, long bytes)
    {
        int blockBytes = ElementFormat.Of(type).BlockBytes;
        byte[] piece = new byte[PieceBytes / blockBytes * blockBytes];
        for (long rest = bytes; rest > 0; rest -= piece.Length)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(piece.Length, rest));
            _random.NextBytes(part);
            for (int at = 0; at < part.Length; at += blockBytes) Tame(type, part.Slice(at, blockBytes));
            stream.Write(part);
        }
    }

    /// <summary>Random bits become a number, or a block's scale a small one.</summary>
    private static void Tame(ElementType type, Span<byte> block)
    {
        switch (type)
        {
            case ElementType.BF16:
                float value = Largest * BinaryPrimitives.ReadInt16LittleEndian(block) / short.MaxValue;
                BinaryPrimitives.WriteUInt16LittleEndian(block, (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
                break;
            case ElementType.F16:
                BinaryPrimitives.WriteHalfLittleEndian(block, (Half)(Largest * BinaryPrimitives.ReadInt16LittleEndian(block) / short.MaxValue));
                break;
            case ElementType.Q80: WriteScale(block, 0, Largest / 127); break;
            case ElementType.Q40: WriteScale(block, 0, Largest / 8); break;
            case ElementType.Q50: WriteScale(block, 0, Largest / 16); break;
            case ElementType.Q4K:
                WriteScale(block, 0, Largest / (63 * 8));
                WriteScale(block, 2, Largest / 63);
                break;
            case ElementType.Q6K: WriteScale(block, block.Length - 2, Largest / (32 * 128)); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "There are no random blocks of this format.");
        }
    }

    private static void WriteScale(Span<byte> block, int at, float scale) => BinaryPrimitives.WriteHalfLittleEndian(block[at..], (Half)scale);
}
