using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.Attention;

/// <summary>
/// One layer's keys and values as bf16, in blocks of 16 tokens. A block holds for each head the keys [dimension / 2][16 tokens][2]
/// and the values [16 tokens / 2][dimension, rounded up to lanes][2].
/// </summary>
public sealed unsafe class PagedKeyValues : IDisposable
{
    public const int BlockTokens = 16;

    private readonly AlignedMemory _memory;
    private readonly long _blockBytes;
    private readonly long _headBytes;

    /// <param name="headDimension">Even.</param>
    public PagedKeyValues(int blocks, int heads, int headDimension)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(headDimension % 2, 0, nameof(headDimension));
        Blocks = blocks;
        Heads = heads;
        HeadDimension = headDimension;
        Width = LaneCount.RoundUp(headDimension);
        _headBytes = HeadBytes(headDimension);
        _blockBytes = BlockBytes(heads, headDimension);
        _memory = new AlignedMemory(blocks * _blockBytes);
    }

    public int Blocks { get; }

    public int Heads { get; }

    public int HeadDimension { get; }

    /// <summary>The head dimension in which values lie.</summary>
    internal int Width { get; }

    /// <summary>The memory of one block.</summary>
    public static long BlockBytes(int heads, int headDimension) => heads * HeadBytes(headDimension);

    public void CopyBlock(int source, int destination)
    {
        CheckBlock(source);
        CheckBlock(destination);
        Buffer.MemoryCopy(_memory.Start + (source * _blockBytes), _memory.Start + (destination * _blockBytes), _blockBytes, _blockBytes);
    }

    public void Dispose() => _memory.Dispose();

    internal void CheckBlock(int block)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, Blocks);
    }

    /// <summary>The caller has checked the block.</summary>
    internal ushort* Keys(int block, int head) => (ushort*)(_memory.Start + (block * _blockBytes) + (head * _headBytes));

    /// <inheritdoc cref="Keys"/>
    internal ushort* Values(int block, int head) => Keys(block, head) + (HeadDimension * BlockTokens);

    /// <summary>Stores a token's key and value for one head.</summary>
    internal void Write(int block, int head, int token, float* key, float* value)
    {
        ushort* keys = Keys(block, head) + (2 * token);
        ushort* values = Values(block, head) + ((token / 2) * 2 * Width) + (token % 2);
        for (int i = 0; i < HeadDimension; i++)
        {
            keys[((i / 2) * 2 * BlockTokens) + (i % 2)] = BFloat16.FromSingle(key[i]);
            values[2 * i] = BFloat16.FromSingle(value[i]);
        }

        // Columns that only fill the lanes take part in the arithmetic, not in the result.
        for (int i = HeadDimension; i < Width; i++) values[2 * i] = 0;
    }

    private static long HeadBytes(int headDimension) =>
        (long)(headDimension + LaneCount.RoundUp(headDimension)) * BlockTokens * sizeof(ushort);
}
