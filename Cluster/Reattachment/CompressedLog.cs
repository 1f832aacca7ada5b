using System.Buffers;
using System.IO.Compression;

namespace Inference.Cluster.Reattachment;

/// <summary>
/// Keeps pieces of bytes, first in, first out, in a few large blocks that are used again: many thousands of objects that live for minutes and then die one after the other would
/// be as much garbage again, until the oldest generation is collected. A block is one compressed stream, so that what a piece has in common with those before it takes no room.
/// </summary>
/// <param name="blockSize">Bytes of a block; a larger piece has one of its own.</param>
/// <param name="mostToRead">Bytes, before they were compressed, behind which a block takes no more: whoever reads a piece has to read those before it in its block.</param>
internal sealed class CompressedLog(int blockSize, int mostToRead)
{
    private readonly Queue<Block> _blocks = [];
    private Block? _last;
    private byte[]? _spare;

    /// <summary>Bytes that the blocks take. Besides them there is at most one that is to be used again, and the native memory of the last block's encoder.</summary>
    public long Held { get; private set; }

    /// <summary>Keeps a piece.</summary>
    /// <returns>By which it is read, until it is the oldest and forgotten.</returns>
    public Piece Append(ReadOnlySpan<byte> piece)
    {
        byte[] compressed = ArrayPool<byte>.Shared.Rent(Block.LongestOf(piece.Length));
        try
        {
            Block? block = _last?.Length < mostToRead ? _last : null;
            int size = block?.Compress(piece, compressed) ?? 0;
            if (block is null || block.Bytes.Length - block.Used < size) (block, size) = Begin(piece, compressed);
            return block.Add(compressed.AsSpan(0, size), piece.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    /// <summary>Forgets what was appended first of all that is kept.</summary>
    public void ForgetOldest()
    {
        Block block = _blocks.Peek();
        if (--block.Pieces > 0) return;
        _blocks.Dequeue();
        block.Close();
        if (block == _last) _last = null;
        Take(block);
    }

    /// <summary>Begins a block with a piece. The stream of one that has no room for the piece goes no further: what came next would refer to that piece.</summary>
    private (Block Block, int Size) Begin(ReadOnlySpan<byte> piece, Span<byte> compressed)
    {
        CloseLast();
        Block block = new();
        int size = block.Compress(piece, compressed);
        Give(block, NewBytes(size));
        _blocks.Enqueue(_last = block);
        return (block, size);
    }

    /// <summary>A block takes little more than what is in it.</summary>
    private void CloseLast()
    {
        if (_last is not { } block) return;
        _last = null;
        block.Close();
        if (block.Used > block.Bytes.Length / 2) return;
        byte[] exact = block.Bytes.AsSpan(0, block.Used).ToArray();
        Take(block);
        Give(block, exact);
    }

    private void Give(Block block, byte[] bytes)
    {
        block.Bytes = bytes;
        Held += bytes.Length;
    }

    private void Take(Block block)
    {
        Held -= block.Bytes.Length;
        if (block.Bytes.Length == blockSize) _spare = block.Bytes;
    }

    private byte[] NewBytes(int size)
    {
        if (size > blockSize) return new byte[size];
        (byte[] bytes, _spare) = (_spare ?? new byte[blockSize], null);
        return bytes;
    }

    /// <summary>A piece that is kept.</summary>
    /// <param name="block">It is in.</param>
    /// <param name="start">Of it in the block's stream, before that was compressed.</param>
    /// <param name="length">The same way.</param>
    /// <param name="end">Of it in the block's bytes.</param>
    public readonly struct Piece(Block block, int start, int length, int end)
    {
        /// <summary>All that is needed to read it, which takes much longer.</summary>
        public CompressedPiece Copy()
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(end);
            block.Bytes.AsSpan(0, end).CopyTo(bytes);
            return new CompressedPiece(bytes, end, start, length);
        }
    }

    /// <summary>A compressed stream of pieces.</summary>
    public sealed class Block
    {
        /// <summary>Of Brotli's: the fastest that looks back beyond a piece.</summary>
        private const int Quality = 2, Window = 16;

        /// <summary>What the end of a piece may take in a stream, and more.</summary>
        private const int LongestEnd = 1024;

        private BrotliEncoder _encoder = new(Quality, Window);

        public byte[] Bytes { get; set; } = [];

        public int Used { get; private set; }

        /// <summary>Of all its pieces, before they were compressed.</summary>
        public int Length { get; private set; }

        /// <summary>Kept in it, and not forgotten.</summary>
        public int Pieces { get; set; }

        /// <summary>Bytes that a piece of this length may take.</summary>
        public static int LongestOf(int length) => BrotliEncoder.GetMaxCompressedLength(length) + LongestEnd;

        /// <summary>The stream's next bytes.</summary>
        public int Compress(ReadOnlySpan<byte> piece, Span<byte> compressed)
        {
            OperationStatus status = _encoder.Compress(piece, compressed, out int read, out int written, isFinalBlock: false);
            OperationStatus end = _encoder.Flush(compressed[written..], out int last);
            if (status != OperationStatus.Done || end != OperationStatus.Done || read != piece.Length) throw new InvalidOperationException("A piece does not fit into the longest that it can be.");
            return written + last;
        }

        public Piece Add(ReadOnlySpan<byte> compressed, int length)
        {
            compressed.CopyTo(Bytes.AsSpan(Used));
            Used += compressed.Length;
            Piece piece = new(this, Length, length, Used);
            Length += length;
            Pieces++;
            return piece;
        }

        /// <summary>Takes no more.</summary>
        public void Close() => _encoder.Dispose();
    }
}
