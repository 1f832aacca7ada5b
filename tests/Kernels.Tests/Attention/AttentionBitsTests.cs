using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Attention;

/// <summary>
/// A row's bits depend on its sequence alone: not on threads, the rows beside it or other sequences, and on tiers only in that machine code attends in bf16.
/// </summary>
public sealed class AttentionBitsTests
{
    private const int Length = 700;

    private static readonly AttentionShape[] Shapes =
    [
        new(14, 2, 64, 0.125f, null, 0), new(4, 1, 10, 0.3f, null, 0), new(3, 3, 80, 0.2f, 20, 100), new(6, 3, 32, 0.2f, null, 300), new(16, 1, 16, 0.25f, null, 0),
    ];

    public static TheoryData<int, KeyValueFormat, Arithmetic> Cases()
    {
        TheoryData<int, KeyValueFormat, Arithmetic> cases = [];
        for (int shape = 0; shape < Shapes.Length; shape++)
        {
            cases.Add(shape, KeyValueFormat.BFloat16, Arithmetic.Native);
            cases.Add(shape, KeyValueFormat.BFloat16, Arithmetic.Float32);
            cases.Add(shape, KeyValueFormat.Int8, Arithmetic.Native);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Attend_TiersThreadsAndCuts_GiveTheSameBits(int index, KeyValueFormat format, Arithmetic arithmetic)
    {
        AttentionShape shape = Shapes[index];
        float[][]? lanes = null, machine = null;
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            ref float[][]? reference = ref tier == KernelTier.MachineCode && format == KeyValueFormat.BFloat16 && arithmetic == Arithmetic.Native ? ref machine : ref lanes;

            // On one thread a tile sees its context at once; on many, decoded alone, in single chunks.
            foreach ((int threads, int[] cuts) in new[] { (1, new[] { Length }), (3, [1, 15, 256, 300, 127, 1]), (16, [650, 1, 1, 1, 7, 40]) })
            {
                float[][] actual = Attend(tier, threads, shape, format, cuts, arithmetic: arithmetic);
                reference ??= actual;
                for (int row = 0; row < Length; row++)
                {
                    Assert.All(actual[row], value => Assert.True(float.IsFinite(value)));
                    Assert.Equal(reference[row].Select(BitConverter.SingleToInt32Bits), actual[row].Select(BitConverter.SingleToInt32Bits));
                }
            }
        }
    }

    [Fact]
    public void Attend_BytesForKeysAndValues_IsNearWhatHalvesGive()
    {
        foreach (AttentionShape shape in Shapes)
        {
            float[][] expected = Attend(KernelTierSupport.Best, 1, shape, KeyValueFormat.BFloat16, [Length]);
            float[][] actual = Attend(KernelTierSupport.Best, 1, shape, KeyValueFormat.Int8, [Length]);
            Assert.InRange(RelativeError(expected, actual), 1e-6, 0.03);
        }
    }

    [Fact]
    public void Attend_QueriesAndWeightsInBFloat16_IsNearWhatSinglesGive()
    {
        foreach (AttentionShape shape in Shapes)
        {
            float[][] expected = Attend(KernelTier.Scalar, 1, shape, KeyValueFormat.BFloat16, [Length]);
            float[][] actual = Attend(KernelTierSupport.Best, 1, shape, KeyValueFormat.BFloat16, [Length]);
            Assert.InRange(RelativeError(expected, actual), 0, 0.01);
        }
    }

    [Theory]
    [InlineData(KeyValueFormat.BFloat16)]
    [InlineData(KeyValueFormat.Int8)]
    public void Attend_ValuesThatAreNoNumbers_AreNotLost(KeyValueFormat format)
    {
        AttentionShape shape = new(2, 1, 16, 0.25f, null, 0);
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            foreach (float bad in new[] { float.NaN, float.PositiveInfinity })
            {
                float[][] rows = Attend(tier, 2, shape, format, [Length], (row, position) =>
                {
                    if (position == 300) row[shape.ValueColumn + 3] = bad;
                });
                Assert.True(float.IsFinite(rows[299][3]));
                Assert.False(float.IsFinite(rows[300][3]));
                Assert.False(float.IsFinite(rows[Length - 1][3]));
            }
        }
    }

    [Theory]
    [InlineData(KeyValueFormat.BFloat16)]
    [InlineData(KeyValueFormat.Int8)]
    public void Attend_KeysAndValuesThatAreNoNumbers_DoNotReachTokensBefore(KeyValueFormat format)
    {
        foreach (AttentionShape shape in new AttentionShape[] { new(2, 1, 16, 0.25f, null, 0), new(3, 1, 10, 0.3f, 20, 40) })
        {
            foreach (KernelTier tier in KernelTierSupport.Supported)
            {
                foreach ((int place, float bad) in new[] { (301, float.NaN), (517, float.PositiveInfinity) })
                {
                    foreach (int threads in new[] { 1, 16 })
                    {
                        float[][] sound = Attend(tier, threads, shape, format, [Length]);
                        float[][] rows = Attend(tier, threads, shape, format, [Length], (row, position) =>
                        {
                            if (position == place) row[shape.KeyColumn..].Fill(bad);
                        });
                        for (int row = 0; row < place; row++) Assert.True(sound[row].AsSpan().SequenceEqual(rows[row]), $"{tier}, {shape}: row {row}");
                        Assert.All(rows[place], value => Assert.False(float.IsFinite(value)));
                        Assert.Equal(shape.Window == 0, float.IsNaN(rows[Length - 1][0]));
                    }
                }
            }
        }
    }

    [Fact]
    public void CopyBlock_OfBytes_CopiesScalesToo()
    {
        AttentionShape shape = new(2, 2, 16, 0.25f, null, 0);
        using WorkerPool pool = new(1);
        using CpuOperations operations = new(KernelTierSupport.Best, pool);
        using PagedKeyValues cache = new(3, 2, 16, KeyValueFormat.Int8);
        using RowBuffer rows = new(shape.Columns), first = new(shape.KeyColumn), second = new(shape.KeyColumn);
        Fill(rows, 16, new Random(4));
        first.Resize(16);
        second.Resize(16);
        AttentionBatch batch = new();
        batch.Add(0, 16, 0, [0]);
        operations.StoreKeyValues(shape, batch, rows, default, cache);
        operations.Attend(shape, batch, rows, default, cache, first);

        cache.CopyBlock(0, 2);
        batch.Clear();
        batch.Add(0, 16, 0, [2]);
        operations.Attend(shape, batch, rows, default, cache, second);

        for (int row = 0; row < 16; row++) Assert.True(first.Row(row).SequenceEqual(second.Row(row)));
    }

    [Fact]
    public void BlockBytes_OfBytes_IsHalfAndTheScales()
    {
        Assert.Equal((2 * 4096, 2 * (2048 + 128)), (PagedKeyValues.BlockBytes(2, 64), PagedKeyValues.BlockBytes(2, 64, KeyValueFormat.Int8)));
    }

    /// <summary>One sequence, its rows computed in pieces of these lengths, beside others of other lengths.</summary>
    private static float[][] Attend(
        KernelTier tier, int threads, AttentionShape shape, KeyValueFormat format, int[] cuts, Action<Span<float>, int>? change = null, Arithmetic arithmetic = Arithmetic.Native)
    {
        Assert.Equal(Length, cuts.Sum());
        using WorkerPool pool = new(threads);
        using CpuOperations operations = new(tier, pool, arithmetic);
        int blocks = (Length + 15) / 16;
        using PagedKeyValues cache = new((3 * blocks) + 1, shape.KeyValueHeads, shape.HeadDimension, format);
        using RowBuffer all = new(shape.Columns), rows = new(shape.Columns), output = new(shape.KeyColumn);
        Fill(all, Length, new Random(7));
        if (change is not null)
        {
            for (int row = 0; row < Length; row++) change(all.Row(row), row);
        }

        // Blocks lie apart, and what lies between them is no number.
        AttentionBatch batch = new();
        int[] own = [.. Enumerable.Range(0, blocks).Select(block => 1 + (3 * ((block * 7) % blocks)))];
        float[][] result = new float[Length][];
        int done = 0;
        foreach (int cut in cuts)
        {
            int others = cut % 3;
            rows.Resize(cut + others);
            output.Resize(cut + others);
            batch.Clear();
            for (int i = 0; i < others; i++)
            {
                all.Row(i).CopyTo(rows.Row(i));
                batch.Add(i, 1, 0, [3 * i]);
            }

            for (int i = 0; i < cut; i++) all.Row(done + i).CopyTo(rows.Row(others + i));
            batch.Add(others, cut, done, own);
            operations.StoreKeyValues(shape, batch, rows, default, cache);
            operations.Attend(shape, batch, rows, default, cache, output);
            for (int i = 0; i < cut; i++) result[done + i] = output.Row(others + i).ToArray();
            done += cut;
        }

        return result;
    }

    private static double RelativeError(float[][] expected, float[][] actual)
    {
        double error = 0, size = 0;
        for (int row = 0; row < expected.Length; row++)
        {
            for (int i = 0; i < expected[row].Length; i++)
            {
                error += Math.Pow(actual[row][i] - expected[row][i], 2);
                size += Math.Pow(expected[row][i], 2);
            }
        }

        return Math.Sqrt(error / size);
    }

    private static void Fill(RowBuffer rows, int count, Random random)
    {
        rows.Resize(count);
        for (int row = 0; row < count; row++)
        {
            foreach (ref float value in rows.Row(row)) value = (random.NextSingle() - 0.5f) * 4;
        }
    }
}
