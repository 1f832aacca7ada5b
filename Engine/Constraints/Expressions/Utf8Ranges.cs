namespace Inference.Engine.Constraints.Expressions;

/// <summary>Ranges of code points as sequences of byte ranges: what UTF-8 spells for exactly these.</summary>
internal static class Utf8Ranges
{
    private static readonly int[] LastByLength = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>Each sequence has one range for each byte of its characters.</summary>
    public static IEnumerable<(byte First, byte Last)[]> Of(CodePointSet set)
    {
        foreach ((int first, int last) in set.Ranges)
        {
            int start = first;
            for (int length = 1; length <= 4 && start <= last; length++)
            {
                int end = Math.Min(last, LastByLength[length - 1]);
                if (start > end) continue;
                foreach ((byte, byte)[] sequence in Split(start, end, length)) yield return sequence;
                start = end + 1;
            }
        }
    }

    // Cut until all trailing bytes are the same range whatever comes before them.
    private static IEnumerable<(byte First, byte Last)[]> Split(int first, int last, int length)
    {
        for (int trailing = 1; trailing < length; trailing++)
        {
            int mask = (1 << (6 * trailing)) - 1;
            if ((first & ~mask) == (last & ~mask)) continue;
            if ((first & mask) != 0) return Split(first, first | mask, length).Concat(Split((first | mask) + 1, last, length));
            if ((last & mask) != mask) return Split(first, (last & ~mask) - 1, length).Concat(Split(last & ~mask, last, length));
        }

        return [Encode(first, last, length)];
    }

    private static (byte First, byte Last)[] Encode(int first, int last, int length)
    {
        var bytes = new (byte, byte)[length];
        for (int i = length - 1; i > 0; i--)
        {
            bytes[i] = ((byte)(0x80 | (first & 0x3F)), (byte)(0x80 | (last & 0x3F)));
            first >>= 6;
            last >>= 6;
        }

        int lead = length switch { 1 => 0, 2 => 0xC0, 3 => 0xE0, _ => 0xF0 };
        bytes[0] = ((byte)(lead | first), (byte)(lead | last));
        return bytes;
    }
}
