using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.Attention;

/// <summary>A tile of queries against one chunk: scores, their exponentials, weighted values.</summary>
internal static unsafe class ChunkKernel<T, P>
    where T : struct, ILanes<T>
    where P : struct, ICachePairs<T>
{
    private const int Tokens = PagedKeyValues.BlockTokens;
    private const int Stride = ChunkOfContext.ScoreStride;

    public static void Run(AttentionShape shape, PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        MultiplyKeys(cache, chunk, tile);
        if (cache.Format == KeyValueFormat.Int8) Scale(cache.ScalesOffset, chunk, tile);
        for (int query = 0; query < tile.Count; query++) Weigh(shape, tile, query, chunk.BlockCount * Tokens);
        if (cache.Format == KeyValueFormat.Int8) Scale(cache.ScalesOffset + (Tokens * sizeof(float)), chunk, tile);
        MultiplyValues(cache, chunk, tile);
    }

    private static void MultiplyKeys(PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        int dimension = cache.HeadDimension;
        for (int block = 0; block < chunk.BlockCount; block += 2)
        {
            byte** blocks = chunk.Blocks + block;
            int second = block + 1 < chunk.BlockCount ? 1 : 0;
            CacheColumns columns = new(blocks, second, 0, 0, P.Size, dimension / 2, dimension, blocks[2], blocks[3], cache.ValuesOffset);
            CacheTiles<T, P>.Multiply(columns, tile.Queries, dimension, tile.Count, tile.Scores + (block * Tokens), Stride, second * Tokens);
        }
    }

    private static void MultiplyValues(PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        int width = cache.Width, step = 2 * LaneCount.Value;
        nint size = P.Size, row = size * width / LaneCount.Value;
        for (int d = 0; d < width; d += step)
        {
            nint first = cache.ValuesOffset + (d / LaneCount.Value * size), second = d + LaneCount.Value < width ? size : 0;
            byte* here = *chunk.Blocks + first;
            CacheColumns columns = new(chunk.Blocks, 0, first, first + second, row, Tokens / 2, chunk.Tokens, here, here, 0);
            CacheTiles<T, P>.Multiply(columns, tile.Scores, Stride, tile.Count, tile.Sums + d, width, second == 0 ? 0 : LaneCount.Value);
        }
    }

    /// <summary>Scores become exp(score − largest), and zero at positions that the query does not see.</summary>
    private static void Weigh(AttentionShape shape, in QueryTile tile, int query, int count)
    {
        Span<float> all = new(tile.Scores + (query * Stride), count);
        int from = tile.From[query], to = tile.To[query];
        tile.Totals[query] = 0;
        tile.Largest[query] = float.MinValue;
        if (from >= to)
        {
            all.Clear();
            return;
        }

        // Lanes beside those that are seen are computed with, and change nothing.
        int first = from & -LaneCount.Value, end = LaneCount.RoundUp(to);
        float* scores = tile.Scores + (query * Stride) + first;
        if (shape.Softcap is { } cap) Cap(scores, end - first, cap);
        all[first..from].Fill(float.MinValue);
        all[to..end].Fill(float.MinValue);
        float largest = T.Largest(LargestOf(scores, end - first));
        Exponentiate(scores, end - first, largest);
        all[..from].Clear();
        all[to..].Clear();
        tile.Largest[query] = largest;
        tile.Totals[query] = T.Sum(SumOf(scores, end - first));
    }

    // Methods of their own, for no vector register outlives a call: what a loop needs behind one is stored in every turn.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Cap(float* scores, int count, float cap)
    {
        Softcap softcap = new(cap);
        for (int i = 0; i < count; i += LaneCount.Value) T.Store(softcap.Apply(T.Load(scores + i), T.Broadcast(0)), scores + i);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T LargestOf(float* scores, int count)
    {
        T largest = T.Load(scores);
        for (int i = LaneCount.Value; i < count; i += LaneCount.Value) largest = T.Max(largest, T.Load(scores + i));
        return largest;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Exponentiate(float* scores, int count, float largest)
    {
        T offset = T.Broadcast(largest);
        for (int i = 0; i < count; i += LaneCount.Value) T.Store(LaneMath.Exp(T.Subtract(T.Load(scores + i), offset)), scores + i);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T SumOf(float* weights, int count)
    {
        T total = T.Broadcast(0);
        for (int i = 0; i < count; i += LaneCount.Value) total = T.Add(total, T.Load(weights + i));
        return total;
    }

    /// <summary>Numbers of a token are multiplied by its scale.</summary>
    private static void Scale(int offset, in ChunkOfContext chunk, in QueryTile tile)
    {
        for (int block = 0; block < chunk.BlockCount; block++)
        {
            T scales = T.Load((float*)(chunk.Blocks[block] + offset));
            for (int query = 0; query < tile.Count; query++)
            {
                float* scores = tile.Scores + (query * Stride) + (block * Tokens);
                T.Store(T.Multiply(T.Load(scores), scales), scores);
            }
        }
    }
}
