using Inference.Kernels.Buffers;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.Attention;

/// <summary>
/// One layer's keys and values in blocks of 16 tokens. A block holds for each head the keys [dimension / 2][16 tokens][2], the values
/// [16 tokens / 2][dimension, rounded up to lanes][2] and, where numbers are scaled, keys' and then values' scales [16 tokens].
/// </summary>
public sealed unsafe class PagedKeyValues : IDisposable
{
    public const int BlockTokens = 16;

    private readonly AlignedMemory _memory;
    private readonly long _blockBytes;
    private readonly long _headBytes;

    /// <param name="headDimension">Even.</param>
    public PagedKeyValues(int blocks, int heads, int headDimension, KeyValueFormat format = KeyValueFormat.BFloat16)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(headDimension % 2, 0, nameof(headDimension));
        Blocks = blocks;
        Heads = heads;
        HeadDimension = headDimension;
        Format = format;
        Width = LaneCount.RoundUp(headDimension);
        _headBytes = HeadBytes(headDimension, format);
        _blockBytes = BlockBytes(heads, headDimension, format);
        _memory = new AlignedMemory(blocks * _blockBytes);
    }

    public int Blocks { get; }

    public int Heads { get; }

    public int HeadDimension { get; }

    public KeyValueFormat Format { get; }

    /// <summary>The head dimension in which values lie.</summary>
    internal int Width { get; }

    /// <summary>Where values begin behind the keys.</summary>
    internal int ValuesOffset => HeadDimension * BlockTokens * ElementBytes(Format);

    /// <summary>Where the keys' scales begin.</summary>
    internal int ScalesOffset => ValuesOffset + (Width * BlockTokens * ElementBytes(Format));

    /// <summary>The memory of one block.</summary>
    public static long BlockBytes(int heads, int headDimension, KeyValueFormat format = KeyValueFormat.BFloat16) => heads * HeadBytes(headDimension, format);

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

    /// <summary>Where a head's part of a block begins. The caller has checked the block.</summary>
    internal byte* Head(int block, int head) => _memory.Start + (block * _blockBytes) + (head * _headBytes);

    private static int ElementBytes(KeyValueFormat format) => format == KeyValueFormat.Int8 ? sizeof(sbyte) : sizeof(ushort);

    private static long HeadBytes(int headDimension, KeyValueFormat format)
    {
        long scales = format == KeyValueFormat.Int8 ? 2 * BlockTokens * sizeof(float) : 0;
        return ((headDimension + LaneCount.RoundUp(headDimension)) * (long)BlockTokens * ElementBytes(format)) + scales;
    }
}
