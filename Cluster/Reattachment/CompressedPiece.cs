using System.Buffers;
using System.IO.Compression;

namespace Inference.Cluster.Reattachment;

/// <summary>A piece of a <see cref="CompressedLog"/>, behind those that are read before it. It is its reader's own: whatever becomes of the log, it can be read, once.</summary>
/// <param name="rented">Has the stream up to the piece's end, and is given back.</param>
/// <param name="compressed">Bytes of that.</param>
/// <param name="start">Of the piece, decompressed.</param>
/// <param name="length">The same way.</param>
internal readonly struct CompressedPiece(byte[] rented, int compressed, int start, int length)
{
    public byte[] Read()
    {
        byte[] whole = ArrayPool<byte>.Shared.Rent(start + length);
        try
        {
            using BrotliDecoder decoder = new();
            decoder.Decompress(rented.AsSpan(0, compressed), whole.AsSpan(0, start + length), out _, out int written);
            return written == start + length ? whole.AsSpan(start, length).ToArray() : throw new InvalidOperationException("A piece is not what was written.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
