using System.Buffers.Binary;

namespace Inference.Support;

/// <summary>Damages a file in the ways that files are damaged and attacked. The same random numbers give the same damage.</summary>
public sealed class ByteMutator(Random random, int headerLength)
{
    private static readonly ulong[] Extremes =
    [
        0, 1, 2, 3, 7, 8, 9, 12, 31, 33, 255, 256, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1ul << 32, 1ul << 40,
        1ul << 60, 1ul << 61, 1ul << 62, long.MaxValue, 1ul << 63, ulong.MaxValue - 31, ulong.MaxValue,
    ];

    /// <summary>One to four kinds of damage, mostly in the header.</summary>
    public byte[] Mutate(byte[] original)
    {
        byte[] bytes = [.. original];
        for (int damages = random.Next(1, 5); damages > 0 && bytes.Length > 0; damages--) bytes = Damage(bytes);
        return bytes;
    }

    private byte[] Damage(byte[] bytes)
    {
        int at = Position(bytes);
        int length = random.Next(1, Math.Min(64, bytes.Length - at) + 1);
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2 or 3:
                Overwrite(bytes.AsSpan(at));
                return bytes;
            case 4:
                return bytes[..at];
            case 5:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 6:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 7:
                bytes.AsSpan(at, length).CopyTo(bytes.AsSpan(random.Next(bytes.Length - length + 1)));
                return bytes;
            default:
                Digit(bytes, at);
                return bytes;
        }
    }

    private int Position(byte[] bytes) => random.Next(random.Next(8) == 0 ? bytes.Length : Math.Min(bytes.Length, headerLength));

    private void Overwrite(Span<byte> target)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(field, Extremes[random.Next(Extremes.Length)]);
        int width = Math.Min(1 << random.Next(4), target.Length);
        field[..width].CopyTo(target);
    }

    /// <summary>Changes the next digit of a number in text into another character that is likely to matter there.</summary>
    private void Digit(byte[] bytes, int from)
    {
        int digit = bytes.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit >= 0) bytes[from + digit] = "0123456789-.,e]}\"["u8[random.Next(18)];
    }
}
