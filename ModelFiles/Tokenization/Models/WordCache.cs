namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>
/// Remembers the ids of short pieces. Lossy and lock-free: a slot holds the last piece that hashed to it, and an entry never changes.
/// </summary>
internal sealed class WordCache
{
    private const int Slots = 1 << 16;
    private const int MaximumLength = 64;
    private readonly Entry?[] _entries = new Entry?[Slots];

    private sealed record Entry(int Hash, string Piece, int[] Ids);

    public static bool Holds(ReadOnlySpan<char> piece) => piece.Length <= MaximumLength;

    public int[]? Find(ReadOnlySpan<char> piece, out int hash)
    {
        hash = Hash(piece);
        Entry? entry = Volatile.Read(ref _entries[hash & (Slots - 1)]);
        return entry is not null && entry.Hash == hash && piece.SequenceEqual(entry.Piece) ? entry.Ids : null;
    }

    public void Add(ReadOnlySpan<char> piece, int hash, ReadOnlySpan<int> ids) =>
        Volatile.Write(ref _entries[hash & (Slots - 1)], new Entry(hash, piece.ToString(), ids.ToArray()));

    private static int Hash(ReadOnlySpan<char> piece)
    {
        ulong hash = (ulong)piece.Length;
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(piece);
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BitConverter.ToUInt64(bytes));
            bytes = bytes[8..];
        }
        if (bytes.Length >= 4)
        {
            hash = Mix(hash ^ BitConverter.ToUInt32(bytes));
            bytes = bytes[4..];
        }
        if (bytes.Length >= 2)
            hash = Mix(hash ^ BitConverter.ToUInt16(bytes));
        return (int)(hash >> 32);
    }

    private static ulong Mix(ulong value)
    {
        value *= 0x9E3779B97F4A7C15UL;
        return value ^ (value >> 29);
    }
}
