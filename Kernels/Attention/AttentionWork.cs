using System.Runtime.Intrinsics;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Lanes;
using Inference.Kernels.Threading;

namespace Inference.Kernels.Attention;

/// <summary>
/// Attention of rows over their sequences' blocks, chunk by chunk. What a row has of a chunk depends on that row and that chunk alone, and
/// chunks are put together in their order, whoever computes them.
/// </summary>
internal sealed unsafe class AttentionWork(RowKernels kernels, int threads) : IParallelWork, IDisposable
{
    /// <summary>Heads of rows lie too far apart for the processor to guess where the next one begins.</summary>
    private const int RowsAhead = 2;

    private readonly AttentionScratch[] _scratch = [.. Enumerable.Range(0, threads).Select(_ => new AttentionScratch())];
    private readonly AttentionPlan _plan = new();
    private AttentionShape _shape = null!;
    private AttentionBatch _batch = null!;
    private RowBuffer _rows = null!;
    private HeadForm _queries;
    private PagedKeyValues _cache = null!;
    private RowBuffer _output = null!;

    public int Items => _plan.Count;

    /// <summary>Multiply-adds.</summary>
    public long Cost => 2 * _plan.Cost * _shape.HeadDimension;

    public void Prepare(AttentionShape shape, AttentionBatch batch, RowBuffer rows, HeadForm queries, PagedKeyValues cache, RowBuffer output)
    {
        (_shape, _batch, _rows, _queries, _cache, _output) = (shape, batch, rows, queries, cache, output);
        _plan.Fill(shape, batch, cache.Width, threads);
    }

    public void Run(int item, int worker)
    {
        // Later tiles see more: the longest pieces go first.
        AttentionPiece piece = _plan[Items - 1 - item];
        AttentionScratch memory = _scratch[worker];
        int queries = piece.Tile.Rows * _shape.Group;
        memory.Resize(queries, _shape.HeadDimension, _cache.Width);
        LoadQueries(piece, memory);
        new Span<float>(memory.Whole.Totals, queries).Clear();
        for (int chunk = piece.Chunk; chunk < piece.Chunk + piece.Chunks; chunk++)
        {
            int first = FindBlocks(piece, chunk, memory);
            for (int query = 0; query < queries; query += QueryTile.Rows) RunTile(piece, chunk, first, query, Math.Min(QueryTile.Rows, queries - query), memory);
        }

        if (piece.Whole >= 0)
        {
            if (!_plan.IsLast(piece.Whole)) return;
            MergeAll(piece.Whole, queries, memory);
        }

        StoreResults(piece, queries, memory);
    }

    public void Dispose()
    {
        foreach (AttentionScratch scratch in _scratch) scratch.Dispose();
        _plan.Dispose();
    }

    private void LoadQueries(in AttentionPiece piece, AttentionScratch memory)
    {
        int count = _shape.Group * _shape.HeadDimension;
        float* target = memory.Queries;
        for (int row = piece.Tile.FirstRow, end = row + piece.Tile.Rows; row < end; row++, target += count)
        {
            float* queries = _rows.Pointer(row) + (piece.Head * count);
            if (row + RowsAhead < end) CacheLine.Prefetch((byte*)(queries + (RowsAhead * _rows.Stride)), count * sizeof(float));
            _queries.Apply(kernels, row, queries, target, _shape.Group, _shape.HeadDimension);
            kernels.LoadQueries(_shape, _cache, target, _shape.Group);
        }
    }

    /// <summary>Finds the blocks of a chunk that the tile sees, and some behind them.</summary>
    /// <returns>The first one's number.</returns>
    private int FindBlocks(in AttentionPiece piece, int chunk, AttentionScratch memory)
    {
        int first = Math.Max(_shape.First(piece.Tile.Start) / PagedKeyValues.BlockTokens, chunk * ChunkOfContext.MaxBlocks);
        int last = (piece.Tile.End - 1) / PagedKeyValues.BlockTokens, end = Math.Min(last + 1, (chunk + 1) * ChunkOfContext.MaxBlocks);
        for (int block = first; block < end + AttentionScratch.Ahead; block++)
            memory.Blocks[block - first] = _cache.Head(_batch.Block(piece.Tile, Math.Min(block, last)), piece.Head);
        return first;
    }

    private void RunTile(in AttentionPiece piece, int chunk, int firstBlock, int firstQuery, int count, AttentionScratch memory)
    {
        int start = chunk * ChunkOfContext.Positions, end = start + ChunkOfContext.Positions;
        int firstPosition = piece.Tile.Start + (firstQuery / _shape.Group), lastPosition = piece.Tile.Start + ((firstQuery + count - 1) / _shape.Group);
        int first = Math.Max(_shape.First(firstPosition), start) / PagedKeyValues.BlockTokens;
        int tokensEnd = Math.Min(lastPosition + 1, end), offset = first * PagedKeyValues.BlockTokens;

        // What there is of the first chunk needs no merging.
        bool isFirst = chunk == piece.Chunk, isPart = piece.Whole >= 0;
        PartialResults results = isPart ? _plan.Partial(piece.Whole, chunk - _plan.ChunksOf(piece.Whole).First) : isFirst ? memory.Whole : memory.Chunk;
        int place = isPart || isFirst ? firstQuery : 0;
        if (offset >= tokensEnd)
        {
            new Span<float>(results.Totals + place, count).Clear();
            return;
        }

        for (int query = 0; query < count; query++)
        {
            int position = piece.Tile.Start + ((firstQuery + query) / _shape.Group);
            memory.From[query] = Math.Max(_shape.First(position), start) - offset;
            memory.To[query] = Math.Min(position + 1, end) - offset;
        }

        ChunkOfContext context = new()
        {
            Blocks = memory.Blocks + (first - firstBlock),
            BlockCount = (tokensEnd - offset + PagedKeyValues.BlockTokens - 1) / PagedKeyValues.BlockTokens,
            Tokens = tokensEnd - offset,
        };
        QueryTile tile = new()
        {
            Queries = memory.Queries + ((long)firstQuery * _shape.HeadDimension),
            Count = count,
            Scores = memory.Scores,
            From = memory.From,
            To = memory.To,
            Sums = results.SumsOf(place),
            Largest = results.Largest + place,
            Totals = results.Totals + place,
        };
        kernels.AttendChunk(_shape, _cache, context, tile);

        // A weight of zero makes no zero of a value that is no number, and one that a query does not see must not reach it.
        bool seesMore = firstPosition + 1 < tokensEnd || _shape.First(lastPosition) > Math.Max(_shape.First(firstPosition), start);
        if (firstPosition < lastPosition && seesMore && !AreNumbers(tile.Sums, count * _cache.Width))
        {
            for (int query = firstQuery; query < firstQuery + count; query++) RunTile(piece, chunk, firstBlock, query, 1, memory);
            return;
        }

        if (isPart || isFirst) return;
        for (int query = 0; query < count; query++) kernels.Merge(results, query, memory.Whole, firstQuery + query, _cache.Width);
    }

    /// <param name="count">Whole lanes.</param>
    private static bool AreNumbers(float* values, int count)
    {
        Vector512<float> zeros = default;
        for (int i = 0; i < count; i += LaneCount.Value) zeros += Vector512.Load(values + i) * Vector512<float>.Zero;
        return Vector512.EqualsAll(zeros, zeros);
    }

    private void MergeAll(int whole, int queries, AttentionScratch memory)
    {
        for (int chunk = 0; chunk < _plan.ChunksOf(whole).Count; chunk++)
        {
            PartialResults results = _plan.Partial(whole, chunk);
            for (int query = 0; query < queries; query++) kernels.Merge(results, query, memory.Whole, query, _cache.Width);
        }
    }

    private void StoreResults(in AttentionPiece piece, int queries, AttentionScratch memory)
    {
        for (int query = 0; query < queries; query++)
        {
            (int row, int inGroup) = Math.DivRem(query, _shape.Group);
            float* target = _output.Pointer(piece.Tile.FirstRow + row) + (((piece.Head * _shape.Group) + inGroup) * _shape.HeadDimension);
            kernels.Divide(memory.Whole.SumsOf(query), memory.Whole.Totals[query], target, _shape.HeadDimension);
        }
    }
}
