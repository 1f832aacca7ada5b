using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;
using static Inference.Kernels.Tests.MatMul.TestRows;

namespace Inference.Kernels.Tests.MatMul;

/// <summary>Products that normalise what they read, and that add to what is there: the same bits as in steps of their own.</summary>
public sealed class ResidualMultiplyTests
{
    private static readonly ElementType[] WeightTypes = [ElementType.F32, ElementType.F16, ElementType.BF16, ElementType.Q80, ElementType.Q40, ElementType.Q4K, ElementType.Q6K];

    public static TheoryData<ElementType, KernelTier> Cases()
    {
        TheoryData<ElementType, KernelTier> cases = [];
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            foreach (ElementType type in WeightTypes) cases.Add(type, tier);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Multiply_Normalised_HasTheBitsOfTheNormBefore(ElementType type, KernelTier tier)
    {
        Random random = new(41);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(tier, pool);
        foreach ((int inputs, int outputs, int rows) in new[] { (256, 5, 1), (512, 70, 9), (256, 33, 131) })
        {
            using TestMatrix source = new(type, outputs, inputs, random), other = new(ElementType.Q80, outputs, inputs, random);
            using WeightMatrix weights = Pack(source, pool), gate = Pack(other, pool);
            using RowBuffer input = TestRows.Random(rows, inputs, random), normed = Zeros(rows, inputs), expected = Zeros(rows, outputs), actual = Zeros(rows, outputs);
            RowNorm norm = Norm(inputs, random);
            operations.RmsNorm(input, norm, normed);
            foreach (Gate? gated in new[] { null, new Gate(gate, null, GateFunction.Silu) })
            {
                operations.Multiply(new Product(weights, null, normed, 0, expected, 0, 0, rows) { Gate = gated });
                operations.Multiply(new Product(weights, null, input, 0, actual, 0, 0, rows) { Gate = gated, Norm = norm });
                AssertSameBits(expected, actual);
            }
        }
    }

    [Fact]
    public void Multiply_OneInputWithSeveralNormsAndWithout_TellsThemApart()
    {
        const int Size = 64;
        Random random = new(42);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(KernelTierSupport.Best, pool);
        using TestMatrix bytesSource = new(ElementType.Q80, Size, Size, random), singlesSource = new(ElementType.F32, Size, Size, random);
        using WeightMatrix bytes = Pack(bytesSource, pool), singles = Pack(singlesSource, pool);
        using RowBuffer input = TestRows.Random(3, Size, random), expected = Zeros(3, 6 * Size), actual = Zeros(3, 6 * Size);
        RowNorm?[] norms = [Norm(Size, random), null, Norm(Size, random)];
        Product[] products = [.. norms.SelectMany((norm, i) => new[] { bytes, singles }.Select((weights, k) =>
            new Product(weights, null, input, 0, actual, 0, ((2 * i) + k) * Size, 3) { Norm = norm }))];

        foreach (Product product in products) operations.Multiply(product with { Output = expected });
        operations.Multiply(products);

        AssertSameBits(expected, actual);
    }

    /// <summary>Rows are prepared from the first to the last that any product reads.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Multiply_PartsOfNormalisedRows_HaveTheBitsOfAll(ElementType type, KernelTier tier)
    {
        const int Width = 256, Count = 150;
        Random random = new(46);
        using WorkerPool pool = new(3);
        using CpuOperations operations = new(tier, pool);
        using TestMatrix source = new(type, 40, Width, random);
        using WeightMatrix weights = Pack(source, pool);
        using RowBuffer input = TestRows.Random(Count, Width, random), expected = TestRows.Random(Count, 50, random), actual = Zeros(Count, 50);
        for (int row = 0; row < Count; row++) expected.Row(row).CopyTo(actual.Row(row));
        Product all = new(weights, null, input, 0, expected, 0, 7, Count) { Norm = Norm(Width, random), Adds = true };
        for (int row = 5; row < Count; row++) operations.Multiply(all with { InputRow = row, OutputRow = row, Rows = 1 });

        operations.Multiply([.. new[] { (140, 10), (5, 3), (8, 132) }.Select(part => all with { Output = actual, InputRow = part.Item1, OutputRow = part.Item1, Rows = part.Item2 })]);

        AssertSameBits(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Multiply_ThatAdds_HasTheBitsOfTheSumBehind(ElementType type, KernelTier tier)
    {
        Random random = new(43);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(tier, pool);
        foreach ((int inputs, int outputs, int rows) in new[] { (256, 5, 1), (512, 70, 9), (256, 256, 131) })
        {
            using TestMatrix source = new(type, outputs, inputs, random);
            using WeightMatrix weights = Pack(source, pool);
            float[] bias = [.. Enumerable.Range(0, outputs).Select(_ => random.NextSingle())];
            using RowBuffer input = TestRows.Random(rows, inputs, random), before = TestRows.Random(rows, outputs, random), product = Zeros(rows, outputs), sum = Zeros(rows, outputs);
            for (int row = 0; row < rows; row++) before.Row(row).CopyTo(sum.Row(row));
            operations.Multiply(new Product(weights, bias, input, 0, product, 0, 0, rows));
            operations.Add(before, product);

            operations.Multiply(new Product(weights, bias, input, 0, sum, 0, 0, rows) { Adds = true });

            AssertSameBits(before, sum);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void MultiplyTwice_FromAStreamAndBackOntoIt_HasTheBitsOfSingleSteps(ElementType type, KernelTier tier)
    {
        const int Width = 256, Between = 512, Rows7 = 7;
        Random random = new(44);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(tier, pool);
        using TestMatrix upSource = new(type, Between, Width, random), downSource = new(type, Width, Between, random);
        using WeightMatrix up = Pack(upSource, pool), down = Pack(downSource, pool);
        using RowBuffer expected = TestRows.Random(Rows7, Width, random), stream = Zeros(Rows7, Width), normed = Zeros(Rows7, Width), between = Zeros(Rows7, Between), delta = Zeros(Rows7, Width);
        for (int row = 0; row < Rows7; row++) expected.Row(row).CopyTo(stream.Row(row));
        RowNorm norm = Norm(Width, random);
        operations.RmsNorm(expected, norm, normed);
        operations.Multiply(new Product(up, null, normed, 0, between, 0, 0, Rows7));
        operations.Multiply(new Product(down, null, between, 0, delta, 0, 0, Rows7));
        operations.Add(expected, delta);

        operations.MultiplyTwice(
            [new Product(up, null, stream, 0, between, 0, 0, Rows7) { Norm = norm }],
            [new Product(down, null, between, 0, stream, 0, 0, Rows7) { Adds = true }]);

        AssertSameBits(expected, stream);
    }

    [Fact]
    public void Multiply_WhatDoesNotBelongTogether_IsRefused()
    {
        using WorkerPool pool = new(1);
        using CpuOperations operations = new(KernelTierSupport.Best, pool);
        using TestMatrix source = new(ElementType.F32, 32, 32, new Random(45));
        using WeightMatrix weights = Pack(source, pool);
        using RowBuffer input = Zeros(1, 32), between = Zeros(1, 32), output = Zeros(1, 32);
        Product first = new(weights, null, input, 0, between, 0, 0, 1), second = new(weights, null, between, 0, output, 0, 0, 1);

        Assert.Throws<ArgumentException>(() => operations.Multiply(first with { Norm = new RowNorm(new float[31], 0) }));
        Assert.Throws<ArgumentException>(() => operations.MultiplyTwice([first with { Adds = true }], [second]));
        Assert.Throws<ArgumentException>(() => operations.MultiplyTwice([first], [second with { Norm = new RowNorm(new float[32], 0) }]));
    }

    private static RowNorm Norm(int width, Random random) => new([.. Enumerable.Range(0, width).Select(_ => random.NextSingle())], 1e-5f);

    private static WeightMatrix Pack(TestMatrix source, WorkerPool pool) => WeightMatrix.Pack(source.Source, pool, Arithmetic.Native);
}
