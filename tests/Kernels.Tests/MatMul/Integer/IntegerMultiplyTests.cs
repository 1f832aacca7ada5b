using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.MatMul.Integer;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.MatMul.Integer;

public sealed class IntegerMultiplyTests
{
    /// <summary>Outputs, inputs (rounded up to blocks), rows.</summary>
    private static readonly (int Outputs, int Inputs, int Rows)[] Shapes =
        [(1, 1, 1), (31, 40, 2), (33, 96, 3), (64, 288, 9), (70, 544, 15), (33, 96, 13), (40, 64, 40), (33, 288, 131), (33, 4384, 14)];

    public static TheoryData<ElementType> Types => IntegerFormats.Types();

    public static TheoryData<ElementType, KernelTier> TypesAndTiers => IntegerFormats.TypesAndTiers();

    [Theory]
    [MemberData(nameof(TypesAndTiers))]
    public void Multiply_RaggedShapes_HasTheBitsOfTheScalarReference(ElementType type, KernelTier tier)
    {
        Random random = new(5);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(tier, pool), reference = new(KernelTier.Scalar, pool);
        foreach ((int outputs, int inputs, int rows) in Shapes)
        {
            using TestMatrix matrix = new(type, outputs, Width(type, inputs), random);
            using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);
            Assert.IsType<IntegerPanelMatrix>(weights);
            using RowBuffer input = TestRows.Random(rows, matrix.Source.Inputs, random), output = new(outputs + 3), expected = new(outputs + 3);
            output.Resize(rows + 1);
            expected.Resize(rows + 1);
            float[] bias = [.. Enumerable.Range(0, outputs).Select(_ => random.NextSingle())];

            operations.Multiply(new Product(weights, bias, input, 0, output, 1, 3, rows));
            reference.Multiply(new Product(weights, bias, input, 0, expected, 1, 3, rows));

            for (int row = 1; row <= rows; row++) Assert.Equal(expected.Row(row)[3..], output.Row(row)[3..]);
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndTiers))]
    public void Multiply_RowsApartOrTogether_HaveTheSameBits(ElementType type, KernelTier tier)
    {
        Random random = new(6);
        using WorkerPool pool = new(2), alone = new(1);
        using CpuOperations operations = new(tier, pool), single = new(tier, alone);
        using TestMatrix matrix = new(type, 45, Width(type, 800), random);
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);
        using RowBuffer input = TestRows.Random(29, matrix.Source.Inputs, random), together = new(45), apart = new(45);
        together.Resize(29);
        apart.Resize(29);

        operations.Multiply(new Product(weights, null, input, 0, together, 0, 0, 29));
        for (int row = 0; row < 29; row++) single.Multiply(new Product(weights, null, input, row, apart, row, 0, 1));

        for (int row = 0; row < 29; row++) Assert.Equal(apart.Row(row), together.Row(row));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Multiply_AnyFormat_ErrsNoMoreThanRoundingTheInputsDoes(ElementType type)
    {
        Random random = new(7);
        using WorkerPool pool = new(1);
        using CpuOperations operations = new(KernelTierSupport.Best, pool);
        int inputs = Width(type, 640);
        using TestMatrix matrix = new(type, 50, inputs, random);
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);
        using RowBuffer input = TestRows.Random(5, inputs, random), output = new(50);
        output.Resize(5);

        operations.Multiply(new Product(weights, null, input, 0, output, 0, 0, 5));

        for (int row = 0; row < 5; row++)
        {
            for (int n = 0; n < 50; n++)
            {
                double exact = 0, allowed = 0;
                for (int k = 0; k < inputs; k++)
                {
                    double weight = matrix.Value(n, k), largest = 1;
                    exact += weight * input.Row(row)[k];

                    // Half a step of the inputs' rounding, and half a step of a half float where scales are rounded to it.
                    allowed += Math.Abs(weight) * (largest / 127 / 2) + (MagnitudeBeforeMinimum(type, matrix, n, k) / 2048);
                }

                Assert.InRange(output.Row(row)[n] - exact, -allowed, allowed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadRow_AnyFormat_IsTheFilesValue(ElementType type)
    {
        Random random = new(8);
        using WorkerPool pool = new(1);
        int inputs = Width(type, 300);
        using TestMatrix matrix = new(type, 37, inputs, random);
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);
        float[] row = new float[inputs];
        for (int n = 0; n < 37; n++)
        {
            weights.ReadRow(n, row);
            for (int k = 0; k < inputs; k++)
            {
                double allowed = IsSuperBlock(type) ? MagnitudeBeforeMinimum(type, matrix, n, k) / 2048 : 0;
                Assert.InRange(row[k] - (double)matrix.Value(n, k), -allowed, allowed);
            }
        }
    }

    [Theory]
    [InlineData(ElementType.Q80)]
    [InlineData(ElementType.Q4K)]
    public void Multiply_RowsWithNothingOrNoNumbers_AreZeroOrNaNAndTouchNoOther(ElementType type)
    {
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            Random random = new(9);
            using WorkerPool pool = new(1);
            using CpuOperations operations = new(tier, pool);
            using TestMatrix matrix = new(type, 40, 256, random);
            using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);
            using RowBuffer input = TestRows.Random(5, 256, random), output = new(40), clean = new(40);
            output.Resize(5);
            clean.Resize(1);
            input.Row(0).Clear();
            input.Row(1)[17] = float.NaN;
            input.Row(2)[200] = float.NegativeInfinity;
            input.Row(3).Fill(float.Epsilon);

            operations.Multiply(new Product(weights, null, input, 0, output, 0, 0, 5));
            operations.Multiply(new Product(weights, null, input, 4, clean, 0, 0, 1));

            Assert.All(output.Row(0).ToArray(), value => Assert.Equal(0, value));
            Assert.All(output.Row(1).ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(output.Row(2).ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(output.Row(3).ToArray(), value => Assert.InRange(value, -1e-30f, 1e-30f));
            Assert.Equal(clean.Row(0), output.Row(4));
        }
    }

    [Fact]
    public void Pack_ScaleTooLargeForHalfAFloat_ComputesWithSingles()
    {
        using WorkerPool pool = new(1);
        using TestMatrix matrix = new(ElementType.Q6K, 32, 256, new Random(10), bytes => (bytes[208], bytes[209], bytes[192]) = (0, 0x78, 127));
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);

        Assert.IsType<RowMatrix>(weights);
        float[] row = new float[256];
        weights.ReadRow(0, row);
        Assert.Equal(matrix.Row(0), row);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ByteSize_AnyFormat_IsLittleMoreThanTheFile(ElementType type)
    {
        using WorkerPool pool = new(1);
        using TestMatrix matrix = new(type, 64, 512, new Random(4));
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);

        // What has no packing of its own is widened: 5 and 6 bits to 8, 2 and 3 to 4.
        double widened = type switch
        {
            ElementType.Q50 or ElementType.Q51 or ElementType.Q5K => 1.65,
            ElementType.Q6K => 1.4,
            ElementType.IQ4NL => 1.95,
            ElementType.Q2K => 2.4,
            ElementType.Q3K => 1.5,
            ElementType.Q4K => 1.15,
            _ => 1.01,
        };
        Assert.Equal(weights.ByteSize, WeightMatrix.PackedBytes(type, 64, 512, scaled: false, Arithmetic.Native, null));
        Assert.InRange((double)weights.ByteSize / matrix.Source.Bytes.Length, 1, widened);
    }

    private static int Width(ElementType type, int inputs)
    {
        int block = ElementFormat.Of(type).BlockElements;
        return (inputs + block - 1) / block * block;
    }

    private static bool IsSuperBlock(ElementType type) => ElementFormat.Of(type).BlockElements == 256;

    /// <summary>An upper bound of scale · integer and minimum: both are rounded to half floats.</summary>
    private static double MagnitudeBeforeMinimum(ElementType type, TestMatrix matrix, int n, int k)
    {
        float[] row = matrix.Row(n);
        int group = k / 256 * 256;
        double largest = row.AsSpan(group, Math.Min(256, row.Length - group)).ToArray().Max(Math.Abs);
        return IsSuperBlock(type) ? 2 * largest : 0;
    }
}
