using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Attention;

public sealed class AttendTests
{
    public static TheoryData<KernelTier> Tiers() => [.. KernelTierSupport.Supported];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Attend_BlocksFullOfAnothersNaN_IsTheWeightedMeanOfOwnValues(KernelTier tier)
    {
        foreach (AttentionShape shape in new AttentionShape[]
        {
            new(1, 1, 2, 1, null, 0), new(3, 1, 10, 0.3f, null, 0), new(8, 8, 8, 0.4f, 2, 5), new(14, 2, 64, 0.125f, null, 20),
            new(2, 1, 256, 0.06f, 50, 0),
        })
        {
            foreach (int length in new[] { 1, 15, 16, 17, 50 }) Check(tier, shape, length);
        }
    }

    /// <summary>Machine code rounds weights to bf16.</summary>
    private static double Tolerance(KernelTier tier) => tier == KernelTier.MachineCode ? 8e-3 : 1e-4;

    private static void Check(KernelTier tier, AttentionShape shape, int length)
    {
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(tier, pool);
        using PagedKeyValues cache = new(7, shape.KeyValueHeads, shape.HeadDimension);
        using RowBuffer rows = new(shape.Columns), output = new(shape.KeyColumn);
        AttentionBatch batch = new();

        rows.Resize(7 * PagedKeyValues.BlockTokens);
        output.Resize(rows.Rows);
        for (int row = 0; row < rows.Rows; row++) rows.Row(row).Fill(float.NaN);
        batch.Add(0, rows.Rows, 0, [0, 1, 2, 3, 4, 5, 6]);
        operations.StoreKeyValues(shape, batch, rows, default, cache);

        Random random = new(length);
        rows.Resize(length);
        for (int row = 0; row < length; row++)
        {
            foreach (ref float value in rows.Row(row)) value = BFloat16.ToSingle(BFloat16.FromSingle((random.NextSingle() - 0.5f) * 4));
        }

        batch.Clear();
        batch.Add(0, length, 0, [5, 2, 6, 0]);
        operations.StoreKeyValues(shape, batch, rows, default, cache);
        operations.Attend(shape, batch, rows, default, cache, output);

        for (int position = 0; position < length; position++)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                double[] expected = Expected(shape, rows, position, head);
                for (int i = 0; i < expected.Length; i++)
                    Assert.InRange(output.Row(position)[(head * shape.HeadDimension) + i] - expected[i], -Tolerance(tier), Tolerance(tier));
            }
        }
    }

    private static double[] Expected(AttentionShape shape, RowBuffer rows, int position, int head)
    {
        int dimension = shape.HeadDimension, group = shape.Heads / shape.KeyValueHeads;
        int key = shape.KeyColumn + (head / group * dimension), value = shape.ValueColumn + (head / group * dimension);
        double[] result = new double[dimension];
        double total = 0;
        for (int other = shape.Window > 0 ? Math.Max(0, position - shape.Window + 1) : 0; other <= position; other++)
        {
            double score = 0;
            for (int i = 0; i < dimension; i++) score += (double)rows.Row(position)[(head * dimension) + i] * rows.Row(other)[key + i];
            score *= shape.Scale;
            if (shape.Softcap is { } cap) score = cap * Math.Tanh(score / cap);
            double weight = Math.Exp(score);
            total += weight;
            for (int i = 0; i < dimension; i++) result[i] += weight * rows.Row(other)[value + i];
        }

        return [.. result.Select(sum => sum / total)];
    }

    [Fact]
    public void Attend_ABlockOutsideTheCache_Throws()
    {
        AttentionShape shape = new(1, 1, 4, 1, null, 0);
        using WorkerPool pool = new(1);
        using CpuOperations operations = new(KernelTier.Scalar, pool);
        using PagedKeyValues cache = new(2, 1, 4);
        using RowBuffer rows = new(shape.Columns), output = new(shape.KeyColumn);
        rows.Resize(1);
        output.Resize(1);
        AttentionBatch batch = new();
        batch.Add(0, 1, 16, [-1, 0]);

        operations.StoreKeyValues(shape, batch, rows, default, cache);
        Assert.Throws<ArgumentOutOfRangeException>(() => operations.Attend(shape, batch, rows, default, cache, output));
        Assert.Throws<ArgumentException>(() => batch.Add(0, 1, 32, [0, 1]));
    }
}
