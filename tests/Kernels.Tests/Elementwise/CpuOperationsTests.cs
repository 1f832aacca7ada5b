using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Elementwise;

/// <summary>Each row operation of each tier: near what it should be, and to the bit what the scalar tier gives.</summary>
public sealed class CpuOperationsTests
{
    private static readonly int[] Widths = [1, 2, 15, 16, 17, 48, 100];

    [Fact]
    public void RmsNorm_AnyWidth_DividesByTheRootMeanSquare() => Compare(
        width => width,
        (operations, input, output) =>
        {
            float[] weight = [.. Enumerable.Range(0, input.Columns).Select(i => 1 + (i * 0.01f))];
            operations.RmsNorm(input, new RowNorm(weight, 1e-3f), output);
        },
        (row, i) => row[i] / Math.Sqrt(row.Average(value => value * value) + 1e-3) * (1 + (i * 0.01)));

    [Fact]
    public void AddNormed_AnyWidth_AddsTheNormedRow() => Compare(
        width => width,
        (operations, input, output) =>
        {
            float[] weight = [.. Enumerable.Range(0, input.Columns).Select(i => 1 + (i * 0.01f))];
            using RowBuffer addend = new(input.Columns);
            addend.Resize(input.Rows);
            Copy(input, addend);
            Copy(input, output);
            operations.AddNormed(output, addend, new RowNorm(weight, 1e-3f));
        },
        (row, i) => row[i] + (row[i] / Math.Sqrt(row.Average(value => value * value) + 1e-3) * (1 + (i * 0.01))));

    [Fact]
    public void Softmax_AnyWidth_SumsToOne() => Compare(
        width => width,
        (operations, input, output) =>
        {
            Copy(input, output);
            operations.Softmax(output);
        },
        (row, i) => Math.Exp(row[i]) / row.Sum(Math.Exp));

    [Fact]
    public void Softcap_AnyWidth_IsTheTanh() => Compare(
        width => width,
        (operations, input, output) =>
        {
            Copy(input, output);
            operations.Softcap(output, 3);
        },
        (row, i) => 3 * Math.Tanh(row[i] / 3));

    [Fact]
    public void Add_AnyWidth_Adds() => Compare(
        width => width,
        (operations, input, output) =>
        {
            Copy(input, output);
            operations.Add(output, input);
        },
        (row, i) => 2 * row[i]);

    [Fact]
    public void GatedSilu_AnyWidth_TakesTheHalves() => Compare(
        width => 2 * width,
        (operations, input, output) => operations.GatedSilu(input, output),
        (row, i) => row[i] / (1 + Math.Exp(-row[i])) * row[i + (row.Length / 2)]);

    [Fact]
    public void GatedGeluTanh_AnyWidth_TakesTheHalves() => Compare(
        width => 2 * width,
        (operations, input, output) => operations.GatedGeluTanh(input, output),
        (row, i) =>
        {
            double inner = Math.Sqrt(2 / Math.PI) * (row[i] + (0.044715 * Math.Pow(row[i], 3)));
            return row[i] / 2 * (1 + Math.Tanh(inner)) * row[i + (row.Length / 2)];
        });

    /// <param name="inputWidth">The input's columns for an output's.</param>
    private static void Compare(
        Func<int, int> inputWidth,
        Action<CpuOperations, RowBuffer, RowBuffer> operation,
        Func<double[], int, double> expected)
    {
        const int Rows = 70;
        using WorkerPool pool = new(2);
        foreach (int width in Widths)
        {
            using RowBuffer input = new(inputWidth(width));
            input.Resize(Rows);
            Random random = new(width);
            for (int row = 0; row < Rows; row++)
            {
                foreach (ref float value in input.Row(row)) value = (random.NextSingle() - 0.5f) * 16;
            }

            float[][]? reference = null;
            foreach (KernelTier tier in KernelTierSupport.Supported)
            {
                using CpuOperations operations = new(tier, pool);
                using RowBuffer output = new(width);
                output.Resize(Rows);
                operation(operations, input, output);
                float[][] actual = [.. Enumerable.Range(0, Rows).Select(row => output.Row(row).ToArray())];
                for (int row = 0; row < Rows; row++)
                {
                    double[] values = [.. input.Row(row).ToArray().Select(value => (double)value)];
                    for (int i = 0; i < width; i++)
                    {
                        double value = expected(values, i);
                        Assert.InRange(actual[row][i] - value, -4e-6 * (1 + Math.Abs(value)), 4e-6 * (1 + Math.Abs(value)));
                    }
                }

                reference ??= actual;
                for (int row = 0; row < Rows; row++)
                    Assert.Equal(reference[row].Select(BitConverter.SingleToInt32Bits), actual[row].Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    private static void Copy(RowBuffer source, RowBuffer target)
    {
        for (int row = 0; row < source.Rows; row++) source.Row(row).CopyTo(target.Row(row));
    }
}
