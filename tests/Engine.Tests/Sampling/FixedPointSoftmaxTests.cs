using Inference.Engine.Sampling;

namespace Inference.Engine.Tests.Sampling;

public sealed class FixedPointSoftmaxTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.01)]
    [InlineData(1e-5)]
    [InlineData(7.3)]
    [InlineData(1e30)]
    public void Weigh_RandomLogits_WithinOneUnitOfTheExponential(double temperature)
    {
        var random = new Random(6);
        float[] logits = [float.NegativeInfinity, .. Enumerable.Range(0, 2001).Select(_ => (float)((random.NextDouble() * 80) - 60)), float.MinValue];
        float max = logits.Max();
        ulong[] weights = new ulong[logits.Length];

        ulong sum = FixedPointSoftmax.Weigh(logits, max, temperature, weights);

        ulong expectedSum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double expected = Math.Exp(((double)logits[i] - max) / temperature) * FixedPointSoftmax.One;
            Assert.InRange(weights[i] - expected, -0.6, 0.6);
            expectedSum += weights[i];
        }

        Assert.Equal(expectedSum, sum);
        Assert.Equal(FixedPointSoftmax.One, weights.Max());
    }

    [Fact]
    public void Weigh_ALogitAnywhereInTheRow_SameBits()
    {
        var random = new Random(7);
        for (int trial = 0; trial < 200; trial++)
        {
            float logit = (float)((random.NextDouble() * 30) - 30);
            float[] logits = [.. Enumerable.Repeat(logit, 67), 0];
            ulong[] weights = new ulong[logits.Length];
            FixedPointSoftmax.Weigh(logits, 0, 0.7, weights);
            Assert.Single(weights.SkipLast(1).Distinct());
        }
    }

    [Fact]
    public void Weigh_FixedInputs_TheSameBitsOnEveryMachine()
    {
        float[] logits = [0, -0.5f, -1, -3.25f, -10.1f, -20.7f, -29, -30, -31, -100];
        ulong[] weights = new ulong[logits.Length];
        FixedPointSoftmax.Weigh(logits, 0, 1, weights);

        // round(e^x × 2^42), worked out with exact arithmetic.
        Assert.Equal([4398046511104, 2667550051827, 1617950892751, 170530769475, 180669726, 4502, 1, 0, 0, 0], weights);
    }
}
