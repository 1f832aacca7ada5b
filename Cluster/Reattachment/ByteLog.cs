namespace Inference.Cluster.Reattachment;

/// <summary>
/// Keeps pieces of bytes, first in, first out, in a few large blocks that are used again. Many thousands of objects that live for minutes and then die one after the other would
/// be as much garbage again, until the oldest generation is collected.
/// </summary>
/// <param name="blockSize">Bytes of a block; a larger piece has one of its own.</param>
internal sealed class ByteLog(int blockSize)
{
    private readonly Queue<Block> _blocks = [];
    private Block? _last;
    private byte[]? _spare;

    /// <summary>Bytes that the blocks take, those that nothing is in any more too.</summary>
    public long Held => _blocks.Sum(block => (long)block.Bytes.Length) + (_spare?.Length ?? 0);

    /// <summary>Keeps a piece.</summary>
    /// <returns>Where it is, until it is the oldest and forgotten.</returns>
    public ReadOnlyMemory<byte> Append(ReadOnlySpan<byte> piece)
    {
        if (_last is null || _last.Bytes.Length - _last.Used < piece.Length) _blocks.Enqueue(_last = NewBlock(piece.Length));
        Memory<byte> place = _last.Bytes.AsMemory(_last.Used, piece.Length);
        piece.CopyTo(place.Span);
        _last.Used += piece.Length;
        _last.Pieces++;
        return place;
    }

    /// <summary>Forgets what was appended first of all that is kept.</summary>
    public void ForgetOldest()
    {
        Block block = _blocks.Peek();
        if (--block.Pieces > 0) return;
        _blocks.Dequeue();
        if (block == _last) _last = null;
        if (block.Bytes.Length == blockSize) _spare = block.Bytes;
    }

    private Block NewBlock(int length)
    {
        if (length > blockSize) return new Block(new byte[length]);
        (byte[] bytes, _spare) = (_spare ?? new byte[blockSize], null);
        return new Block(bytes);
    }

    private sealed class Block(byte[] bytes)
    {
        public byte[] Bytes { get; } = bytes;

        public int Used { get; set; }

        /// <summary>Kept in it, and not forgotten.</summary>
        public int Pieces { get; set; }
    }
}
