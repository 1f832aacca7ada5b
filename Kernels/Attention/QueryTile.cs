namespace Inference.Kernels.Attention;

/// <summary>Queries that look at a chunk together, and what comes of it: for each the weighted sum of values, not yet divided.</summary>
internal unsafe struct QueryTile
{
    /// <summary>Queries of a full tile.</summary>
    public const int Rows = 8;

    /// <summary>[rows][dimension], as the kernels load them. Memory for eight rows is there; what the rows that are not queries hold does not matter.</summary>
    public float* Queries;

    public int Count;

    /// <summary>[8][<see cref="ChunkOfContext.ScoreStride"/>]</summary>
    public float* Scores;

    /// <summary>[8]: the positions that each query sees, within the chunk and counted from its first block.</summary>
    public int* From, To;

    /// <summary>[8][width]</summary>
    public float* Sums;

    /// <summary>[8]: the largest score.</summary>
    public float* Largest;

    /// <summary>[8]: sums of weights, 0 where a query sees nothing of the chunk.</summary>
    public float* Totals;
}
