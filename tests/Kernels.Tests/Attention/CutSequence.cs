using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Attention;

/// <summary>A sequence whose rows attend in pieces.</summary>
internal static class CutSequence
{
    public static int[] Cuts(Random random, int length)
    {
        List<int> cuts = [];
        for (int left = length; left > 0; left -= cuts[^1]) cuts.Add(Math.Min(left, random.Next(3) == 0 ? 1 : random.Next(1, random.Next(2) == 0 ? 41 : 200)));
        return [.. cuts];
    }

    /// <summary>Pieces of the rows in turn, each beside another sequence all of whose numbers are NaN, as is what lies between the blocks.</summary>
    public static float[][] Attend(
        KernelTier tier,
        int threads,
        AttentionShape shape,
        KeyValueFormat format,
        RowBuffer all,
        int[] cuts,
        Arithmetic arithmetic = Arithmetic.Native,
        HeadForm queries = default,
        HeadForm keys = default)
    {
        using WorkerPool pool = new(threads);
        using CpuOperations operations = new(tier, pool, arithmetic);
        int blocks = (all.Rows + PagedKeyValues.BlockTokens - 1) / PagedKeyValues.BlockTokens;
        using PagedKeyValues cache = new((2 * blocks) + 1, shape.KeyValueHeads, shape.HeadDimension, format);
        using RowBuffer rows = new(shape.Columns), output = new(shape.KeyColumn);
        AttentionBatch batch = new();
        rows.Resize(cache.Blocks * PagedKeyValues.BlockTokens);
        for (int row = 0; row < rows.Rows; row++) rows.Row(row).Fill(float.NaN);
        batch.Add(0, rows.Rows, 0, [.. Enumerable.Range(0, cache.Blocks)]);
        operations.StoreKeyValues(shape, batch, rows, default, cache);

        int[] own = [.. Enumerable.Range(0, blocks).Select(block => (2 * (blocks - block)) - 1)];
        float[][] result = new float[all.Rows][];
        int done = 0;
        foreach (int cut in cuts)
        {
            rows.Resize(cut + 1);
            output.Resize(cut + 1);
            for (int i = 0; i < cut; i++) all.Row(done + i).CopyTo(rows.Row(i));
            rows.Row(cut).Fill(float.NaN);
            batch.Clear();
            batch.Add(0, cut, done, own);
            batch.Add(cut, 1, done % PagedKeyValues.BlockTokens, [0]);
            using RowBuffer? queryAngles = Part(queries.Angles, done, cut), keyAngles = Part(keys.Angles, done, cut);
            operations.StoreKeyValues(shape, batch, rows, keys with { Angles = keyAngles }, cache);
            operations.Attend(shape, batch, rows, queries with { Angles = queryAngles }, cache, output);
            for (int i = 0; i < cut; i++) result[done + i] = output.Row(i).ToArray();
            done += cut;
        }

        return result;
    }

    /// <summary>Some rows' angles, and the first one's once more for the other sequence.</summary>
    private static RowBuffer? Part(RowBuffer? angles, int first, int count)
    {
        if (angles is null) return null;
        RowBuffer part = new(angles.Columns);
        part.Resize(count + 1);
        for (int row = 0; row <= count; row++) angles.Row(row < count ? first + row : first).CopyTo(part.Row(row));
        return part;
    }
}
