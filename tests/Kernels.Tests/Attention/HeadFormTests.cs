using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Tests.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Attention;

public sealed class HeadFormTests
{
    private const int Rows = 5, Heads = 3;

    [Theory]
    [InlineData(50, 42, false)]
    [InlineData(50, 42, true)]
    [InlineData(64, 64, true)]
    [InlineData(80, 32, false)]
    [InlineData(16, 0, true)]
    public void StoreKeyValues_AnyForm_NormalisesThenTurns(int dimension, int turned, bool normed)
    {
        Random random = new(dimension);
        using RowBuffer source = TestRows.Random(Rows, Heads * dimension, random), angles = Angles(Rows, turned);
        RowNorm? norm = normed ? Norm(dimension, random) : null;
        HeadForm form = new(norm, turned == 0 ? null : angles);
        float[][]? reference = null;
        using WorkerPool pool = new(2);
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            using CpuOperations operations = new(tier, pool);
            float[][] formed = Formed(operations, source, form, Heads, dimension);
            for (int row = 0; row < Rows; row++)
            {
                for (int i = 0; i < Heads * dimension; i++)
                    Assert.Equal(Expected(source.Row(row).Slice(i / dimension * dimension, dimension), i % dimension, norm, angles.Row(row)), formed[row][i], 4e-6);
            }

            reference ??= formed;
            Assert.Equal(reference, formed);
        }
    }

    /// <summary>Rows in tiles, alone, and split among threads where the context is long.</summary>
    [Theory]
    [InlineData(1, 40)]
    [InlineData(30, 0)]
    [InlineData(1, 1100)]
    public void Attend_FormedOnTheWay_HasTheBitsOfRowsFormedBefore(int rows, int before)
    {
        AttentionShape shape = new(6, 2, 32, 0.2f, null, 0);
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            foreach (KeyValueFormat format in Enum.GetValues<KeyValueFormat>()) CheckAttend(tier, format, shape, rows, before);
        }
    }

    private static void CheckAttend(KernelTier tier, KeyValueFormat format, AttentionShape shape, int rows, int before)
    {
        int count = rows + before, blocks = (count / PagedKeyValues.BlockTokens) + 1;
        Random random = new(7);
        using WorkerPool pool = new(3);
        using CpuOperations operations = new(tier, pool);
        using PagedKeyValues first = new(blocks, shape.KeyValueHeads, shape.HeadDimension, format), second = new(blocks, shape.KeyValueHeads, shape.HeadDimension, format);
        using RowBuffer angles = Angles(count, 24), raw = TestRows.Random(count, shape.Columns, random), formed = TestRows.Zeros(count, shape.Columns);
        RowNorm queryNorm = Norm(shape.HeadDimension, random), keyNorm = Norm(shape.HeadDimension, random);
        using RowBuffer rawQueries = Part(raw, 0, shape.KeyColumn), rawKeys = Part(raw, shape.KeyColumn, shape.ValueColumn);
        float[][] queries = Formed(operations, rawQueries, new HeadForm(queryNorm, angles), shape.Heads, shape.HeadDimension);
        float[][] keys = Formed(operations, rawKeys, new HeadForm(keyNorm, angles), shape.KeyValueHeads, shape.HeadDimension);
        for (int row = 0; row < count; row++)
        {
            raw.Row(row).CopyTo(formed.Row(row));
            queries[row].CopyTo(formed.Row(row));
            keys[row].CopyTo(formed.Row(row)[shape.KeyColumn..]);
        }

        using RowBuffer expected = Attend(operations, shape, formed, default, default, second, blocks, rows);
        using RowBuffer actual = Attend(operations, shape, raw, new HeadForm(queryNorm, angles), new HeadForm(keyNorm, angles), first, blocks, rows);
        TestRows.AssertSameBits(expected, actual);
    }

    /// <summary>Of the last rows, whose angles come first: they are what is computed with.</summary>
    private static RowBuffer Attend(
        CpuOperations operations, AttentionShape shape, RowBuffer all, HeadForm queries, HeadForm keys, PagedKeyValues cache, int blocks, int rows)
    {
        int[] places = [.. Enumerable.Range(0, blocks).Reverse()];
        AttentionBatch batch = new();
        batch.Add(0, all.Rows, 0, places);
        operations.StoreKeyValues(shape, batch, all, keys, cache);

        batch.Clear();
        batch.Add(0, rows, all.Rows - rows, places);
        using RowBuffer last = TestRows.Zeros(rows, shape.Columns), angles = TestRows.Zeros(rows, queries.Angles?.Columns ?? 0);
        for (int row = 0; row < rows; row++)
        {
            all.Row(all.Rows - rows + row).CopyTo(last.Row(row));
            queries.Angles?.Row(all.Rows - rows + row).CopyTo(angles.Row(row));
        }

        RowBuffer output = TestRows.Zeros(rows, shape.KeyColumn);
        operations.Attend(shape, batch, last, queries with { Angles = queries.Angles is null ? null : angles }, cache, output);
        return output;
    }

    private static double Expected(ReadOnlySpan<float> head, int place, RowNorm? norm, ReadOnlySpan<float> angles)
    {
        double squares = 0;
        foreach (float value in head) squares += (double)value * value;
        double scale = norm is null ? 1 : 1 / Math.Sqrt((squares / head.Length) + norm.Epsilon);
        double first = At(head, place), half = angles.Length / 2;
        if (place >= angles.Length) return first;
        int pair = place % (int)half;
        double x = At(head, pair), y = At(head, pair + (int)half), cosine = angles[pair], sine = angles[pair + (int)half];
        return place < half ? (x * cosine) - (y * sine) : (y * cosine) + (x * sine);

        double At(ReadOnlySpan<float> values, int i) => values[i] * scale * (norm?.Weight[i] ?? 1);
    }

    /// <summary>As keys are formed, which stay where they were.</summary>
    private static float[][] Formed(CpuOperations operations, RowBuffer heads, HeadForm form, int count, int dimension)
    {
        AttentionShape shape = new(count, count, dimension, 1, null, 0);
        int blocks = (heads.Rows / PagedKeyValues.BlockTokens) + 1;
        using PagedKeyValues cache = new(blocks, count, dimension);
        using RowBuffer rows = TestRows.Zeros(heads.Rows, shape.Columns);
        for (int row = 0; row < heads.Rows; row++) heads.Row(row).CopyTo(rows.Row(row)[shape.KeyColumn..]);
        AttentionBatch batch = new();
        batch.Add(0, rows.Rows, 0, [.. Enumerable.Range(0, blocks)]);
        operations.StoreKeyValues(shape, batch, rows, form, cache);
        return [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Row(row)[shape.KeyColumn..shape.ValueColumn].ToArray())];
    }

    private static RowBuffer Part(RowBuffer rows, int column, int end)
    {
        RowBuffer part = TestRows.Zeros(rows.Rows, end - column);
        for (int row = 0; row < rows.Rows; row++) rows.Row(row)[column..end].CopyTo(part.Row(row));
        return part;
    }

    private static RowBuffer Angles(int rows, int turned)
    {
        RowBuffer angles = TestRows.Zeros(rows, turned);
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < turned / 2; i++) (angles.Row(row)[(turned / 2) + i], angles.Row(row)[i]) = MathF.SinCos((row + 1) * (i + 1) * 0.37f);
        }

        return angles;
    }

    private static RowNorm Norm(int width, Random random) => new([.. Enumerable.Range(0, width).Select(_ => random.NextSingle() + 0.5f)], 1e-5f);
}
