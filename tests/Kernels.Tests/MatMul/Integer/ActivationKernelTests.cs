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
                AssertSameInAllTiers(group, row);
            }
        }
    }

    /// <summary>Rows of few groups are taken several at once.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void Quantize_SeveralRows_HasTheBitsOfTheScalarReference(int group)
    {
        Random random = new(12);
        foreach (int inputs in new[] { 16, 32, 40, 96, 288, 300 })
        {
            float[][] all = [.. Rows(inputs, random), .. Rows(inputs, random)];
            foreach (int count in new[] { 2, 7, 8, 9, 17, all.Length }) AssertSameInAllTiers(group, all[..count]);
        }
    }

    [Fact]
    public void Quantize_ValuesBetweenTwoBytes_RoundToEvenAndKeepTheirSums()
    {
        float[] row = new float[16];
        (row[0], row[1], row[2], row[3], row[4]) = (127, 2.5f, 3.5f, -0.5f, -126.6f);

        Quantized result = Quantize<ScalarActivationKernel>(16, row)[0];

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

        Quantized result = Quantize<ScalarActivationKernel>(16, row)[0];

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

    private static void AssertSameInAllTiers(int group, params float[][] rows)
    {
        Quantized[] expected = Quantize<ScalarActivationKernel>(group, rows);
        if (KernelTierSupport.IsSupported(KernelTier.Avx2)) AssertEqual(expected, Quantize<Avx2ActivationKernel>(group, rows));
        if (KernelTierSupport.IsSupported(KernelTier.Avx512)) AssertEqual(expected, Quantize<Avx512ActivationKernel>(group, rows));
    }

    private static Quantized[] Quantize<TKernel>(int group, params float[][] rows)
        where TKernel : struct, IActivationKernel
    {
        using RowBuffer source = new(rows[0].Length);
        source.Resize(rows.Length);
        for (int row = 0; row < rows.Length; row++) rows[row].CopyTo(source.Row(row));
        using ActivationBuffer buffer = new();
        buffer.Resize(rows.Length, source.Columns, group);
        buffer.Quantize<TKernel>(source, group, rows.Length);
        return [.. Enumerable.Range(0, rows.Length).Select(row =>
            new Quantized([.. buffer.Values(row)], [.. buffer.Scales(row)], [.. buffer.NegatedSums(row)], [.. buffer.ScaledSums(row)]))];
    }

    private static void AssertEqual(Quantized[] expected, Quantized[] actual)
    {
        foreach ((Quantized first, Quantized second) in expected.Zip(actual)) AssertEqual(first, second);
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
