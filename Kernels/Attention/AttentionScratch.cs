using Inference.Kernels.Buffers;

namespace Inference.Kernels.Attention;

/// <summary>What one thread needs while it attends.</summary>
internal sealed unsafe class AttentionScratch : IDisposable
{
    /// <summary>Blocks behind a chunk that may be brought into cache.</summary>
    public const int Ahead = 4;

    private const int Pointers = ChunkOfContext.MaxBlocks + Ahead;

    private AlignedMemory? _memory;

    /// <summary>[queries, in full tiles][dimension], as the kernels load them.</summary>
    public float* Queries { get; private set; }

    /// <summary>[8][<see cref="ChunkOfContext.ScoreStride"/>]</summary>
    public float* Scores { get; private set; }

    /// <summary>What a tile makes of one chunk.</summary>
    public PartialResults Chunk { get; private set; }

    /// <summary>All chunks so far, of all queries.</summary>
    public PartialResults Whole { get; private set; }

    public byte** Blocks { get; private set; }

    /// <summary>[8] each.</summary>
    public int* From { get; private set; }

    public int* To => From + QueryTile.Rows;

    public void Resize(int queries, int dimension, int width)
    {
        queries = (queries + QueryTile.Rows - 1) & -QueryTile.Rows;
        long scores = QueryTile.Rows * ChunkOfContext.ScoreStride, pointers = Pointers * sizeof(byte*) / sizeof(float);
        long floats = ((long)queries * dimension) + scores + PartialResults.Floats(QueryTile.Rows, width) + PartialResults.Floats(queries, width)
            + pointers + (2 * QueryTile.Rows);
        if (_memory is null || _memory.Length < floats * sizeof(float))
        {
            _memory?.Dispose();
            _memory = null;
            _memory = new AlignedMemory(floats * sizeof(float));

            // Rows that fill up a tile are computed with, and not used.
            _memory.Clear();
        }

        Scores = (float*)_memory.Start;
        Chunk = new PartialResults(Scores + scores, QueryTile.Rows, width);
        Whole = new PartialResults(Chunk.End, queries, width);
        Blocks = (byte**)Whole.End;
        From = (int*)(Blocks + Pointers);
        Queries = (float*)(From + (2 * QueryTile.Rows));
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
    }
}
