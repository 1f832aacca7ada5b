namespace Inference.Kernels.Attention;

/// <summary>What queries look at within one chunk of a context: some consecutive blocks.</summary>
internal unsafe struct ChunkOfContext
{
    /// <summary>Positions of a chunk. Chunks begin at its multiples: which numbers are added to which is the same however work is divided.</summary>
    public const int Positions = 256;

    public const int MaxBlocks = Positions / PagedKeyValues.BlockTokens;

    /// <summary>Floats from one query's scores to the next one's: not a power of two, which caches dislike.</summary>
    public const int ScoreStride = Positions + 16;

    /// <summary>Where the head's parts of the blocks begin; behind the last some more, to bring into cache.</summary>
    public byte** Blocks;

    public int BlockCount;

    public int Tokens;
}
