using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
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

    /// <summary>Where a query's results are kept lane by lane: behind its scores.</summary>
    private const int Lanes = ChunkOfContext.Positions;

    /// <summary>Nothing is left of what is 2 to the power of it.</summary>
    private const float LowestExponent = -127;

    private const float Log2E = 1.44269504f;
    private const float IntegerBias = 12582912f; // 1.5 · 2²³: adding it rounds to an integer

    /// <param name="tile">Its queries are bf16 numbers, not scaled, and take the place of as many floats.</param>
    public static void Run(CacheTiles tiles, AttentionShape shape, PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        MultiplyKeys(tiles, cache, chunk, tile);
        FindLargest(shape, tile);
        Weigh(shape, tile, chunk.BlockCount * Tokens);
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

    /// <summary>Scores that the query does not see, in lanes beside those that it sees, become −∞: lanes are computed with as a whole.</summary>
    private static void FindLargest(AttentionShape shape, in QueryTile tile)
    {
        bool prepares = NeedsPreparing(shape);
        for (int query = 0; query < tile.Count; query++)
        {
            int from = tile.From[query], to = tile.To[query], first = from & -LaneCount.Value, end = LaneCount.RoundUp(to);
            float* scores = tile.Scores + (query * Stride);
            if (from >= to)
            {
                Vector512.Create(float.MinValue).Store(scores + Lanes);
                continue;
            }

            if (prepares) Prepare(shape, scores + first, end - first);
            if (from > first) Hide(scores + first, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(from - first)));
            if (to < end) Hide(scores + end - LaneCount.Value, Vector512.GreaterThanOrEqual(Vector512<int>.Indices, Vector512.Create(to - end + LaneCount.Value)));
            LargestOf(scores + first, end - first, scores + Lanes);
        }

        LaneResults.Largest(tile.Scores + Lanes, Stride, tile.Largest, tile.Count);
    }

    /// <summary>Scores become exp(score − largest) in bf16, and zero at positions that the query does not see.</summary>
    private static void Weigh(AttentionShape shape, in QueryTile tile, int count)
    {
        float scale = NeedsPreparing(shape) ? 1 : shape.Scale;
        for (int query = 0; query < tile.Count; query++)
        {
            int from = tile.From[query], to = tile.To[query], first = from & -LaneCount.Value, end = LaneCount.RoundUp(to);
            float* scores = tile.Scores + (query * Stride);
            if (from >= to)
            {
                Vector512<float>.Zero.Store(scores + Lanes);
                (first, end) = (0, 0);
            }
            else
            {
                Exponentiate(scores + first, (ushort*)scores + first, end - first, scale, tile.Largest[query], scores + Lanes);
                tile.Largest[query] *= scale;
            }

            if (first > 0) new Span<ushort>(scores, first).Clear();
            if (end < count) new Span<ushort>((ushort*)scores + end, count - end).Clear();
        }

        LaneResults.Sum(tile.Scores + Lanes, Stride, tile.Totals, tile.Count);
    }

    private static bool NeedsPreparing(AttentionShape shape) => shape.Softcap is not null || shape.Scale <= 0;

    private static void Hide(float* scores, Vector512<int> hidden) =>
        Vector512.ConditionalSelect(hidden.AsSingle(), Vector512.Create(float.NegativeInfinity), Vector512.Load(scores)).Store(scores);

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

    /// <summary>A number in any case, for nothing is to be left of −∞ even where there is nothing else; or NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void LargestOf(float* scores, int count, float* result)
    {
        Vector512<float> largest = Vector512.Load(scores), others = Vector512.Load(scores + count - LaneCount.Value);
        for (int i = LaneCount.Value; i < count - LaneCount.Value; i += 2 * LaneCount.Value)
        {
            largest = Avx512F.Max(largest, Vector512.Load(scores + i));
            others = Avx512F.Max(others, Vector512.Load(scores + i + LaneCount.Value));
        }

        Avx512F.Max(Vector512.Create(float.MinValue), Avx512F.Max(largest, others)).Store(result);
    }

    /// <summary>The weights may begin where the scores do: they are half as long.</summary>
    /// <param name="offset">The largest score. It is subtracted before anything is rounded: no exponent is above 0, however great scores are.</param>
    /// <param name="totals">Sums of every sixteenth.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Exponentiate(float* scores, ushort* weights, int count, float factor, float offset, float* totals)
    {
        Vector512<float> scale = Vector512.Create(factor * Log2E), largest = Vector512.Create(offset), total = Vector512<float>.Zero;
        int i = 0;
        for (; i <= count - (2 * LaneCount.Value); i += 2 * LaneCount.Value)
        {
            Vector512<uint> first = Weight(scores + i, largest, scale), second = Weight(scores + i + LaneCount.Value, largest, scale);
            total = total + Upper(first) + Upper(second);
            Avx512BW.PermuteVar32x16x2(first.AsUInt16(), (Vector512<ushort>.Indices << 1) + Vector512<ushort>.One, second.AsUInt16()).Store(weights + i);
        }

        if (i < count)
        {
            Vector512<uint> last = Weight(scores + i, largest, scale);
            total += Upper(last);
            Avx512F.ConvertToVector256UInt16(last >> 16).Store(weights + i);
        }

        total.Store(totals);
    }

    /// <summary>Rounded to bf16 in the upper half; what is in the lower one does not matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Weight(float* scores, Vector512<float> largest, Vector512<float> scale) =>
        PowerOfTwo((Vector512.Load(scores) - largest) * scale).AsUInt32() + Vector512.Create(0x8000u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Upper(Vector512<uint> weights) => (weights & Vector512.Create(0xFFFF0000u)).AsSingle();

    /// <summary>2ˣ for x up to 0, with a relative error of 2⁻¹⁸: as much as is left in bf16. 1 at 0, 0 from −127 on, and NaN stays NaN.</summary>
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
