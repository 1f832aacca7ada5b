using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.MatMul;

public sealed class MultiplyTests
{
    private static readonly ElementType[] WeightTypes =
    [
        ElementType.F64, ElementType.F32, ElementType.F16, ElementType.BF16, ElementType.F8E4M3, ElementType.F8E5M2,
        ElementType.Q40, ElementType.Q41, ElementType.Q50, ElementType.Q51, ElementType.Q80,
        ElementType.Q2K, ElementType.Q3K, ElementType.Q4K, ElementType.Q5K, ElementType.Q6K, ElementType.IQ4NL,
    ];

    public static TheoryData<ElementType, KernelTier> Cases()
    {
        TheoryData<ElementType, KernelTier> cases = [];
        foreach (ElementType type in WeightTypes)
        {
            foreach (KernelTier tier in KernelTierSupport.Supported) cases.Add(type, tier);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Multiply_RaggedShapes_IsOneChainOfFusedMultiplyAddsAnOutput(ElementType type, KernelTier tier)
    {
        Random random = new(5);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(tier, pool);
        int block = ElementFormat.Of(type).BlockElements;
        (int, int, int)[] shapes = [(1, 1, 1), (31, 3, 2), (33, 7, 9), (70, 2, 3), (65, 515, 15), (5, 1027, 131)];
        foreach ((int outputs, int inputs, int rows) in shapes)
        {
            int width = block == 1 ? inputs : (inputs + block - 1) / block * block;
            using TestMatrix matrix = new(type, outputs, width, random);
            using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Float32);
            using RowBuffer input = TestRows.Random(rows, width, random), output = new(outputs + 3);
            output.Resize(rows + 1);
            float[] bias = [.. Enumerable.Range(0, outputs).Select(_ => random.NextSingle())];

            operations.Multiply(new Product(weights, bias, input, 0, output, 1, 3, rows));

            for (int row = 0; row < rows; row++)
            {
                for (int n = 0; n < outputs; n++)
                {
                    float expected = 0;
                    for (int k = 0; k < width; k++) expected = MathF.FusedMultiplyAdd(input.Row(row)[k], matrix.Value(n, k), expected);
                    Assert.Equal(expected + bias[n], output.Row(row + 1)[3 + n]);
                }
            }

            float[] read = new float[width];
            weights.ReadRow(outputs - 1, read);
            Assert.Equal(matrix.Row(outputs - 1), read);
        }
    }

    [Fact]
    public void Multiply_SeveralProductsOfWhichSomeHaveNoRows_ComputesEach()
    {
        Random random = new(6);
        using WorkerPool pool = new(3);
        using CpuOperations operations = new(KernelTierSupport.Best, pool);
        using TestMatrix matrix = new(ElementType.F32, 40, 20, random);
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Float32);
        using RowBuffer input = TestRows.Random(5, 20, random), together = new(40), apart = new(40);
        together.Resize(5);
        apart.Resize(5);

        Product Part(RowBuffer output, int row, int rows) => new(weights, null, input, row, output, row, 0, rows);
        operations.Multiply(
            Part(together, 0, 0), Part(together, 0, 2), Part(together, 2, 0), Part(together, 2, 3), Part(together, 5, 0));
        operations.Multiply(Part(apart, 0, 5));

        for (int row = 0; row < 5; row++) Assert.Equal(apart.Row(row), together.Row(row));
    }

    [Fact]
    public void Multiply_OutputTooNarrow_Throws()
    {
        using WorkerPool pool = new(1);
        using CpuOperations operations = new(KernelTier.Scalar, pool);
        using TestMatrix matrix = new(ElementType.F32, 4, 4, new Random(1));
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Float32);
        using RowBuffer input = new(4), output = new(4);
        input.Resize(1);
        output.Resize(1);

        Assert.Throws<ArgumentException>(() => operations.Multiply(new Product(weights, null, input, 0, output, 0, 1, 1)));
        Assert.Throws<ArgumentException>(() => operations.Multiply(new Product(weights, null, input, 0, output, 0, 0, 2)));
    }
}
