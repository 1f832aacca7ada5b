using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Attention;

/// <summary>Shapes by chance: what rows get is right, and the same bits however they are cut, beside whom and on how many threads.</summary>
public sealed class AttentionPropertyTests
{
    private static readonly int[] Dimensions = [2, 6, 10, 16, 18, 48, 80, 96, 128, 256];
    private static readonly float[] Factors = [1, 1, 1, 3, -1, 0];

    [Theory]
    [InlineData(KeyValueFormat.BFloat16, Arithmetic.Native, 1)]
    [InlineData(KeyValueFormat.BFloat16, Arithmetic.Native, 2)]
    [InlineData(KeyValueFormat.BFloat16, Arithmetic.Float32, 3)]
    [InlineData(KeyValueFormat.Int8, Arithmetic.Native, 4)]
    public void Attend_AnyShape_IsTheWeightedMeanInTheSameBits(KeyValueFormat format, Arithmetic arithmetic, int seed)
    {
        Random random = new(seed);
        for (int turn = 0; turn < 8; turn++)
        {
            int dimension = Dimensions[random.Next(Dimensions.Length)], keyValueHeads = random.Next(1, 3), length = random.Next(1, 420);
            float scale = Factors[random.Next(Factors.Length)] / MathF.Sqrt(dimension);
            AttentionShape shape = new(
                keyValueHeads * random.Next(1, dimension > 100 ? 5 : 17), keyValueHeads, dimension, scale, random.Next(4) == 0 ? 5 : null, random.Next(3) == 0 ? random.Next(1, 300) : 0);
            using RowBuffer rows = new(shape.Columns);
            rows.Resize(length);
            for (int row = 0; row < length; row++)
            {
                foreach (ref float value in rows.Row(row)) value = BFloat16.ToSingle(BFloat16.FromSingle((random.NextSingle() - 0.5f) * 4));
            }

            float[][] whole = CutSequence.Attend(KernelTierSupport.Best, 1, shape, format, rows, [length], arithmetic);
            for (int threads = 2; threads <= 3; threads++)
            {
                float[][] cut = CutSequence.Attend(KernelTierSupport.Best, threads, shape, format, rows, CutSequence.Cuts(random, length), arithmetic);
                for (int row = 0; row < length; row++)
                    Assert.True(whole[row].AsSpan().SequenceEqual(cut[row]), $"{shape}, {length} rows, {threads} threads: row {row} differs");
            }

            for (int i = 0; i < 3; i++)
            {
                int row = i == 0 ? length - 1 : random.Next(length), head = random.Next(shape.Heads);
                double[] expected = Expected(shape, rows, row, head);
                for (int column = 0; column < dimension; column++)
                {
                    double difference = Math.Abs(whole[row][(head * dimension) + column] - expected[column]);
                    Assert.True(difference < (format == KeyValueFormat.Int8 ? 0.05 : 0.01), $"{shape}, {length} rows: row {row} is {difference} off");
                }
            }
        }
    }

    [Theory]
    [InlineData(1e3f)]
    [InlineData(1e9f)]
    [InlineData(1e12f)]
    public void Attend_GreatScores_TakesTheValueOfTheGreatest(float magnitude)
    {
        const int length = 300, dimension = 16, greatest = 123;
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            foreach (float sign in new float[] { 1, -1 })
            {
                AttentionShape shape = new(1, 1, dimension, 0.3f, null, 0);
                using RowBuffer rows = new(shape.Columns);
                rows.Resize(length);
                for (int row = 0; row < length; row++)
                {
                    // All of one sign; one is above all others by some per cent of the magnitude.
                    rows.Row(row)[..dimension].Fill(1.1f);
                    float far = sign > 0 ? 0.9f : 1.1f;
                    rows.Row(row).Slice(dimension, dimension).Fill(sign * magnitude * (row == greatest ? 1 : far));
                    rows.Row(row).Slice(2 * dimension, dimension).Fill(row == greatest ? 3 : -1);
                }

                float[] last = CutSequence.Attend(tier, 1, shape, KeyValueFormat.BFloat16, rows, [length])[length - 1];
                Assert.All(last, value => Assert.Equal(3, value));
            }
        }
    }

    private static double[] Expected(AttentionShape shape, RowBuffer rows, int position, int head)
    {
        int dimension = shape.HeadDimension, keyValueHead = head / (shape.Heads / shape.KeyValueHeads);
        int key = shape.KeyColumn + (keyValueHead * dimension), value = shape.ValueColumn + (keyValueHead * dimension);
        int first = shape.Window > 0 ? Math.Max(0, position - shape.Window + 1) : 0;
        double[] scores = new double[position + 1 - first], result = new double[dimension];
        for (int i = 0; i < scores.Length; i++)
        {
            for (int d = 0; d < dimension; d++) scores[i] += (double)rows.Row(position)[(head * dimension) + d] * rows.Row(first + i)[key + d];
            scores[i] *= shape.Scale;
            if (shape.Softcap is { } cap) scores[i] = cap * Math.Tanh(scores[i] / cap);
        }

        double largest = scores.Max(), total = scores.Sum(score => Math.Exp(score - largest));
        for (int i = 0; i < scores.Length; i++)
        {
            for (int d = 0; d < dimension; d++) result[d] += Math.Exp(scores[i] - largest) / total * rows.Row(first + i)[value + d];
        }

        return result;
    }
}
