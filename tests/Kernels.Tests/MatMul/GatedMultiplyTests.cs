using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;
using static Inference.Kernels.Tests.MatMul.TestRows;

namespace Inference.Kernels.Tests.MatMul;

public sealed class GatedMultiplyTests
{
    private static readonly ElementType[] WeightTypes = [ElementType.F32, ElementType.F16, ElementType.BF16, ElementType.Q80, ElementType.Q40, ElementType.Q4K, ElementType.Q6K];

    public static TheoryData<ElementType, ElementType, KernelTier> Cases()
    {
        TheoryData<ElementType, ElementType, KernelTier> cases = [];
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            foreach (ElementType type in WeightTypes)
            {
                cases.Add(type, type, tier);
                cases.Add(type, type == ElementType.Q80 ? ElementType.BF16 : ElementType.Q80, tier);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void MultiplyTwice_GatedThenAnother_HasTheBitsOfOneStepAfterTheOther(ElementType first, ElementType second, KernelTier tier)
    {
        Random random = new(31);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(tier, pool);
        foreach ((int inputs, int width, int outputs, int rows) in new[] { (256, 256, 5, 1), (512, 256, 70, 9), (256, 768, 33, 131) })
        {
            foreach (GateFunction function in Enum.GetValues<GateFunction>())
            {
                using TestMatrix gateSource = new(first, width, inputs, random), upSource = new(second, width, inputs, random), downSource = new(first, outputs, width, random);
                using WeightMatrix gate = Pack(gateSource, pool), up = Pack(upSource, pool), down = Pack(downSource, pool);
                using RowBuffer input = TestRows.Random(rows, inputs, random);
                float[] bias = Bias(width, random), otherBias = Bias(width, random), lastBias = Bias(outputs, random);

                using RowBuffer halves = Zeros(rows, 2 * width), between = Zeros(rows, width), expected = Zeros(rows, outputs);
                operations.Multiply(new Product(gate, bias, input, 0, halves, 0, 0, rows), new Product(up, otherBias, input, 0, halves, 0, width, rows));
                if (function == GateFunction.Silu) operations.GatedSilu(halves, between);
                else operations.GatedGeluTanh(halves, between);
                operations.Multiply(new Product(down, lastBias, between, 0, expected, 0, 0, rows));

                using RowBuffer gated = Zeros(rows, width), actual = Zeros(rows, outputs);
                Product product = new(up, otherBias, input, 0, gated, 0, 0, rows) { Gate = new Gate(gate, bias, function) };
                operations.Multiply(product);
                AssertSameBits(between, gated);
                operations.MultiplyTwice([product], [new Product(down, lastBias, gated, 0, actual, 0, 0, rows)]);
                AssertSameBits(expected, actual);
            }
        }
    }

    [Theory]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.Q80)]
    public void MultiplyTwice_WidthsThatFillNoGroup_HasTheBitsOfOneStepAfterTheOther(ElementType type)
    {
        const int Inputs = 64, Outputs = 7, Rows3 = 3;
        Random random = new(32);
        using WorkerPool pool = new(1);
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            using CpuOperations operations = new(tier, pool);
            foreach (int width in new[] { 1, 31, 45, 100 })
            {
                using TestMatrix upSource = new(type, width, Inputs, random), downSource = new(ElementType.F32, Outputs, width, random);
                using WeightMatrix up = Pack(upSource, pool), down = WeightMatrix.Quantize(downSource.Source, pool, Arithmetic.Native, Quantization.Q80);
                using RowBuffer input = TestRows.Random(Rows3, Inputs, random), between = Zeros(Rows3, width), expected = Zeros(Rows3, Outputs), actual = Zeros(Rows3, Outputs);
                Product product = new(up, null, input, 0, between, 0, 0, Rows3);
                operations.Multiply(product);
                operations.Multiply(new Product(down, null, between, 0, expected, 0, 0, Rows3));
                operations.MultiplyTwice([product], [new Product(down, null, between, 0, actual, 0, 0, Rows3)]);
                AssertSameBits(expected, actual);
            }
        }
    }

    [Fact]
    public void MultiplyTwice_SeveralPairsOfWhichSomeHaveNoRows_ComputesEach()
    {
        const int Size = 64;
        Random random = new(33);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(KernelTierSupport.Best, pool);
        using TestMatrix one = new(ElementType.Q80, Size, Size, random), other = new(ElementType.Q40, Size, Size, random);
        using WeightMatrix bytes = Pack(one, pool), nibbles = Pack(other, pool);
        using RowBuffer input = TestRows.Random(6, Size, random), between = Zeros(6, Size), expected = Zeros(6, Size), actual = Zeros(6, Size);
        (WeightMatrix Weights, int Row, int Count)[] parts = [(bytes, 0, 2), (nibbles, 2, 0), (nibbles, 2, 3), (bytes, 5, 1)];
        Product[] first = [.. parts.Select(part => new Product(part.Weights, null, input, part.Row, between, part.Row, 0, part.Count))];
        operations.Multiply(first);
        operations.Multiply([.. parts.Select(part => new Product(part.Weights, null, between, part.Row, expected, part.Row, 0, part.Count))]);

        operations.MultiplyTwice(first, [.. parts.Select(part => new Product(part.Weights, null, between, part.Row, actual, part.Row, 0, part.Count))]);

        AssertSameBits(expected, actual);
    }

    [Fact]
    public void MultiplyTwice_ProductsThatDoNotFollowOneAnother_IsRefused()
    {
        using WorkerPool pool = new(1);
        using CpuOperations operations = new(KernelTierSupport.Best, pool);
        using TestMatrix source = new(ElementType.F32, 32, 32, new Random(34));
        using WeightMatrix weights = Pack(source, pool);
        using RowBuffer input = Zeros(2, 32), between = Zeros(2, 32), output = Zeros(2, 32);
        Product first = new(weights, null, input, 0, between, 0, 0, 2);

        Assert.Throws<ArgumentException>(() => operations.MultiplyTwice([first], []));
        Assert.Throws<ArgumentException>(() => operations.MultiplyTwice([first], [new Product(weights, null, input, 0, output, 0, 0, 2)]));
        Assert.Throws<ArgumentException>(() => operations.MultiplyTwice([first], [new Product(weights, null, between, 1, output, 0, 0, 1)]));
    }

    [Fact]
    public void Multiply_GateOfAnotherShape_IsRefused()
    {
        using WorkerPool pool = new(1);
        using CpuOperations operations = new(KernelTierSupport.Best, pool);
        using TestMatrix source = new(ElementType.F32, 32, 32, new Random(35)), narrow = new(ElementType.F32, 31, 32, new Random(36));
        using WeightMatrix weights = Pack(source, pool), gate = Pack(narrow, pool);
        using RowBuffer input = Zeros(1, 32), output = Zeros(1, 32);

        Product product = new(weights, null, input, 0, output, 0, 0, 1);

        Assert.Throws<ArgumentException>(() => operations.Multiply(product with { Gate = new Gate(gate, null, GateFunction.Silu) }));
        Assert.Throws<ArgumentException>(() => operations.Multiply(product with { Gate = new Gate(weights, new float[3], GateFunction.Silu) }));
    }

    private static WeightMatrix Pack(TestMatrix source, WorkerPool pool) => WeightMatrix.Pack(source.Source, pool, Arithmetic.Native);

    private static float[] Bias(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
