using Inference.Kernels.Buffers;
using Inference.Kernels.MatMul.Integer;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.MatMul.Integer;

public sealed class ActivationKernelTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void Quantize_AnyTier_HasTheBitsOfTheScalarReference(int group)
    {
        Random random = new(11);
        foreach (int inputs in new[] { 1, 15, 16, 31, 32, 33, 64, 100, 255, 896, 1000 })
        {
            foreach (float[] row in Rows(inputs, random))
            {
                Quantized expected = Quantize<ScalarActivationKernel>(row, group);
                if (KernelTierSupport.IsSupported(KernelTier.Avx2)) AssertEqual(expected, Quantize<Avx2ActivationKernel>(row, group));
                if (KernelTierSupport.IsSupported(KernelTier.Avx512)) AssertEqual(expected, Quantize<Avx512ActivationKernel>(row, group));
            }
        }
    }

    [Fact]
    public void Quantize_ValuesBetweenTwoBytes_RoundToEvenAndKeepTheirSums()
    {
        float[] row = new float[16];
        (row[0], row[1], row[2], row[3], row[4]) = (127, 2.5f, 3.5f, -0.5f, -126.6f);

        Quantized result = Quantize<ScalarActivationKernel>(row, 16);

        Assert.Equal([127, 2, 4, 0, -127], result.Values[..5]);
        Assert.Equal([1f], result.Scales);
        Assert.Equal([-6], result.NegatedSums);
        Assert.Equal([6f], result.ScaledSums);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Quantize_NoNumber_MakesItsGroupNaNAndNoOther(float value)
    {
        float[] row = new float[48];
        Array.Fill(row, 1);
        row[20] = value;

        Quantized result = Quantize<ScalarActivationKernel>(row, 16);

        Assert.Equal([1f / 127, float.NaN, 1f / 127], result.Scales);
        Assert.All(result.Values[16..32], quantized => Assert.Equal(0, quantized));
        Assert.Equal(127, result.Values[32]);
    }

    private static IEnumerable<float[]> Rows(int inputs, Random random)
    {
        foreach (float factor in new[] { 1, 1e-38f, 1e-42f, 1e38f })
            yield return [.. Enumerable.Range(0, inputs).Select(_ => ((random.NextSingle() * 2) - 1) * factor)];
        foreach (float value in new[] { 0, -0f, float.Epsilon, float.MaxValue, 0.5f })
            yield return [.. Enumerable.Repeat(value, inputs)];
        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0 })
        {
            float[] row = [.. Enumerable.Range(0, inputs).Select(_ => random.NextSingle())];
            row[random.Next(inputs)] = value;
            yield return row;
        }

        yield return [.. Enumerable.Range(0, inputs).Select(i => (i % 255) - 127.5f)];
    }

    private static Quantized Quantize<TKernel>(float[] row, int group)
        where TKernel : struct, IActivationKernel
    {
        using RowBuffer source = new(row.Length);
        source.Resize(1);
        row.CopyTo(source.Row(0));
        using ActivationBuffer buffer = new();
        buffer.Resize(1, row.Length, group);
        buffer.Quantize<TKernel>(source, 0, group, 0);
        return new Quantized([.. buffer.Values(0)], [.. buffer.Scales(0)], [.. buffer.NegatedSums(0)], [.. buffer.ScaledSums(0)]);
    }

    private static void AssertEqual(Quantized expected, Quantized actual)
    {
        Assert.Equal(expected.Values, actual.Values);
        Assert.Equal(expected.Scales, actual.Scales);
        Assert.Equal(expected.NegatedSums, actual.NegatedSums);
        Assert.Equal(expected.ScaledSums, actual.ScaledSums);
    }

    private sealed record Quantized(sbyte[] Values, float[] Scales, int[] NegatedSums, float[] ScaledSums);
}
