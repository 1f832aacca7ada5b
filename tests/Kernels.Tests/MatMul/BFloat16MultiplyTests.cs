using System.Runtime.InteropServices;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.MachineCode;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.MatMul;

public sealed class BFloat16MultiplyTests
{
    [Fact]
    public void Multiply_RaggedShapes_HasTheBitsOfTheScalarReferenceOnRoundedInputs()
    {
        if (!MachineBFloat16Kernel.IsAvailable) return;
        Random random = new(5);
        using WorkerPool pool = new(2);
        using CpuOperations operations = new(KernelTier.MachineCode, pool);
        (int, int, int)[] shapes = [(1, 1, 1), (31, 3, 2), (33, 7, 9), (70, 2, 3), (65, 515, 15), (5, 1027, 131), (40, 1100, 8)];
        foreach ((int outputs, int inputs, int rows) in shapes)
        {
            using TestMatrix matrix = new(ElementType.BF16, outputs, inputs, random);
            using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);
            using RowBuffer input = TestRows.Random(rows, inputs, random), output = new(outputs + 3);
            output.Resize(rows + 1);
            float[] bias = [.. Enumerable.Range(0, outputs).Select(_ => random.NextSingle())];

            operations.Multiply(new Product(weights, bias, input, 0, output, 1, 3, rows));

            for (int row = 0; row < rows; row++)
            {
                for (int n = 0; n < outputs; n++)
                    Assert.Equal(Reference(input.Row(row), matrix.Row(n)) + bias[n], output.Row(row + 1)[3 + n]);
            }
        }
    }

    [Fact]
    public void Multiply_RowsApartOrTogether_HaveTheSameBits()
    {
        Random random = new(6);
        using WorkerPool pool = new(2), alone = new(1);
        using CpuOperations operations = new(KernelTierSupport.Best, pool), single = new(KernelTierSupport.Best, alone);
        using TestMatrix matrix = new(ElementType.BF16, 45, 1201, random);
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);
        using RowBuffer input = TestRows.Random(29, 1201, random), together = new(45), apart = new(45);
        together.Resize(29);
        apart.Resize(29);

        operations.Multiply(new Product(weights, null, input, 0, together, 0, 0, 29));
        for (int row = 0; row < 29; row++) single.Multiply(new Product(weights, null, input, row, apart, row, 0, 1));

        for (int row = 0; row < 29; row++) Assert.Equal(apart.Row(row), together.Row(row));
    }

    [Fact]
    public void Multiply_NumbersOfAnySize_AreFlushedAndRoundedAsTheReferenceDoes()
    {
        if (!MachineBFloat16Kernel.IsAvailable) return;
        const int outputs = 64, inputs = 6, rows = 48;
        Random random = new(7);
        using WorkerPool pool = new(1);
        using CpuOperations operations = new(KernelTier.MachineCode, pool);

        // Lowest exponents of inputs and weights, and their spread: near each other; any; products near the smallest normal numbers; zero.
        foreach ((int low, int weightLow, int spread) in new[] { (120, 120, 8), (0, 0, 256), (60, 62, 6), (0, 120, 10), (120, 0, 8) })
        {
            for (int round = 0; round < 10; round++)
            {
                using TestMatrix matrix = new(
                    ElementType.BF16, outputs, inputs, random, bytes => Fill(MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()), weightLow, spread, random));
                using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Native);
                using RowBuffer input = new(inputs), output = new(outputs);
                input.Resize(rows);
                output.Resize(rows);
                ushort[] numbers = new ushort[inputs];
                for (int row = 0; row < rows; row++)
                {
                    Fill(numbers, low, spread, random);
                    for (int k = 0; k < inputs; k++) input.Row(row)[k] = BFloat16.ToSingle(numbers[k]);
                }

                operations.Multiply(new Product(weights, null, input, 0, output, 0, 0, rows));

                for (int row = 0; row < rows; row++)
                {
                    for (int n = 0; n < outputs; n++) AssertSameBits(Reference(input.Row(row), matrix.Row(n)), output.Row(row)[n]);
                }
            }
        }
    }

    private static void AssertSameBits(float expected, float actual)
    {
        if (float.IsNaN(expected)) Assert.True(float.IsNaN(actual));
        else Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(actual));
    }

    private static void Fill(Span<ushort> values, int exponent, int spread, Random random)
    {
        foreach (ref ushort value in values)
            value = (ushort)((random.Next(2) << 15) | ((random.Next(exponent, exponent + spread) & 255) << 7) | random.Next(128));
    }

    /// <summary>Of each pair first the odd one; subnormal numbers count and come out as zeros.</summary>
    private static float Reference(ReadOnlySpan<float> input, float[] weights)
    {
        float sum = 0;
        for (int k = 0; k < weights.Length; k += 2)
        {
            (float odd, float oddWeight) = k + 1 < weights.Length ? (input[k + 1], weights[k + 1]) : (0, 0);
            sum = MultiplyAdd(odd, oddWeight, sum);
            sum = MultiplyAdd(input[k], weights[k], sum);
        }

        return sum;
    }

    private static float MultiplyAdd(float input, float weight, float sum) =>
        Flush(MathF.FusedMultiplyAdd(Flush(BFloat16.ToSingle(BFloat16.FromSingle(input))), Flush(weight), sum));

    private static float Flush(float value) => float.IsSubnormal(value) ? MathF.CopySign(0, value) : value;
}
