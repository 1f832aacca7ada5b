using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Inference.Kernels.Attention;
using Inference.Kernels.Lanes;
using Inference.Kernels.MachineCode.Tiles;

namespace Inference.Kernels.MachineCode;

/// <summary>
/// A tile of queries against one chunk, in bf16 as the cache is: queries are rounded to it, and so are weights, whose total is that of the rounded ones.
/// </summary>
internal static unsafe class MachineChunkKernel
{
    private const int Tokens = PagedKeyValues.BlockTokens;
    private const int Stride = ChunkOfContext.ScoreStride;
    private const float Log2E = 1.44269504f;
    private const float LowestExponent = -126;
    private const float IntegerBias = 12582912f; // 1.5 · 2²³: adding it rounds to an integer

    /// <param name="tile">Its queries are bf16 numbers, not scaled, and take the place of as many floats.</param>
    public static void Run(CacheTiles tiles, AttentionShape shape, PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        MultiplyKeys(tiles, cache, chunk, tile);
        for (int query = 0; query < tile.Count; query++) Weigh(shape, tile, query, chunk.BlockCount * Tokens);
        MultiplyValues(tiles, cache, chunk, tile);
    }

    private static void MultiplyKeys(CacheTiles tiles, PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        int dimension = cache.HeadDimension;
        for (int block = 0; block < chunk.BlockCount; block += 2)
        {
            byte** blocks = chunk.Blocks + block;
            int second = block + 1 < chunk.BlockCount ? 1 : 0;
            CacheColumns columns = new(blocks, second, 0, 0, CacheLine.Bytes, dimension / 2, dimension, blocks[2], blocks[3], cache.ValuesOffset);
            tiles.MultiplyKeys(columns, (ushort*)tile.Queries, 2 * dimension, tile.Count, tile.Scores + (block * Tokens), Stride, second * Tokens);
        }
    }

    private static void MultiplyValues(CacheTiles tiles, PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        const int size = CacheLine.Bytes;
        int width = cache.Width;
        nint row = size * width / LaneCount.Value;
        for (int d = 0; d < width; d += 2 * LaneCount.Value)
        {
            nint first = cache.ValuesOffset + (d / LaneCount.Value * size), second = d + LaneCount.Value < width ? size : 0;
            CacheColumns columns = new(chunk.Blocks, 0, first, first + second, row, Tokens / 2, chunk.Tokens, null, null, 0);
            tiles.MultiplyValues(columns, (ushort*)tile.Scores, 2 * Stride, tile.Count, tile.Sums + d, width, second == 0 ? 0 : LaneCount.Value, d * Tokens);
        }
    }

    /// <summary>Scores become exp(score − largest) in bf16, and zero at positions that the query does not see.</summary>
    private static void Weigh(AttentionShape shape, in QueryTile tile, int query, int count)
    {
        float* scores = tile.Scores + (query * Stride);
        Span<ushort> weights = new(scores, count);
        int from = tile.From[query], to = tile.To[query];
        tile.Totals[query] = 0;
        tile.Largest[query] = float.MinValue;
        if (from >= to)
        {
            weights.Clear();
            return;
        }

        // Lanes beside those that are seen are computed with, and change nothing.
        int first = from & -LaneCount.Value, end = LaneCount.RoundUp(to);
        float scale = shape.Scale;
        if (shape.Softcap is not null || scale <= 0)
        {
            Prepare(shape, scores + first, end - first);
            scale = 1;
        }

        new Span<float>(scores + first, from - first).Fill(float.MinValue);
        new Span<float>(scores + to, end - to).Fill(float.MinValue);
        float largest = Avx512Lanes.Largest(new(LargestOf(scores + first, end - first)));
        tile.Largest[query] = largest * scale;
        tile.Totals[query] = Avx512Lanes.Sum(new(Exponentiate(scores + first, (ushort*)scores + first, end - first, scale, largest)));
        weights[..from].Clear();
        weights[to..].Clear();
    }

    /// <summary>What comes between a product and its exponential, where that is more than a positive factor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Prepare(AttentionShape shape, float* scores, int count)
    {
        Vector512<float> scale = Vector512.Create(shape.Scale);
        for (int i = 0; i < count; i += LaneCount.Value) (Vector512.Load(scores + i) * scale).Store(scores + i);
        if (shape.Softcap is not { } softcap) return;
        Elementwise.Softcap cap = new(softcap);
        for (int i = 0; i < count; i += LaneCount.Value) Avx512Lanes.Store(cap.Apply(Avx512Lanes.Load(scores + i), default), scores + i);
    }

    // Methods of their own, for no vector register outlives a call: what a loop needs behind one is stored in every turn.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> LargestOf(float* scores, int count)
    {
        Vector512<float> largest = Vector512.Load(scores);
        for (int i = LaneCount.Value; i < count; i += LaneCount.Value) largest = Avx512F.Max(largest, Vector512.Load(scores + i));
        return largest;
    }

    /// <summary>The weights may begin where the scores do: they are half as long.</summary>
    /// <param name="offset">The largest score. It is subtracted before anything is rounded: no exponent is above 0, however great scores are.</param>
    /// <returns>Sums of every sixteenth.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Exponentiate(float* scores, ushort* weights, int count, float factor, float offset)
    {
        Vector512<float> scale = Vector512.Create(factor * Log2E), largest = Vector512.Create(offset), total = Vector512<float>.Zero;
        for (int i = 0; i < count; i += LaneCount.Value)
        {
            Vector512<uint> bits = PowerOfTwo((Vector512.Load(scores + i) - largest) * scale).AsUInt32();
            bits += Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One);
            total += (bits & Vector512.Create(0xFFFF0000u)).AsSingle();
            Avx512F.ConvertToVector256UInt16(bits >> 16).Store(weights + i);
        }

        return total;
    }

    /// <summary>2ˣ for x up to 0, with a relative error of 2⁻¹⁸: as much as is left in bf16. 1 at 0, and NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<float> x)
    {
        x = Avx512F.Max(Vector512.Create(LowestExponent), x);
        Vector512<float> biased = x + Vector512.Create(IntegerBias), fraction = x - (biased - Vector512.Create(IntegerBias));
        Vector512<float> result = Avx512F.FusedMultiplyAdd(fraction, Vector512.Create(0.00958285066f), Vector512.Create(0.0559064282f));
        result = Avx512F.FusedMultiplyAdd(fraction, result, Vector512.Create(0.240240987f));
        result = Avx512F.FusedMultiplyAdd(fraction, result, Vector512.Create(0.693124193f));
        result = Avx512F.FusedMultiplyAdd(fraction, result, Vector512<float>.One);
        return (result.AsUInt32() + (biased.AsUInt32() << 23)).AsSingle();
    }
}
