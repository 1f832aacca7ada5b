using Inference.Contracts;
using Inference.Engine.Sampling;

namespace Inference.Engine.Tests.Sampling;

public sealed class LogprobReportTests
{
    [Fact]
    public void Of_RandomLogitsWithTies_AgreesWithTheDefinition()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 300; trial++)
        {
            int vocabulary = random.Next(1, 700), top = random.Next(0, vocabulary + 3);
            float[] logits = [.. Enumerable.Range(0, vocabulary).Select(_ => MathF.Round((float)((random.NextDouble() * 60) - 30) * 4) / 4)];
            if (vocabulary > 5) (logits[1], logits[2], logits[3], logits[4]) = (float.NegativeInfinity, -0f, 0, float.NegativeInfinity);
            int token = trial % 2 == 0 ? random.Next(vocabulary) : random.Next(Math.Min(vocabulary, 5));
            double logOfSum = Math.Log(logits.Sum(logit => Math.Exp((double)logit - logits.Max()))) + logits.Max();
            int[] order = [.. Enumerable.Range(0, vocabulary).OrderByDescending(id => logits[id]).ThenBy(id => id)];

            TokenLogprobs report = TokenSampler.LogprobsOf(logits, token, top);

            Assert.Equal((token, Array.IndexOf(order, token) + 1), (report.Token, report.Rank));
            AssertNear(logits[token] - logOfSum, report.Logprob);
            Assert.Equal(order.Take(top), report.Top.Select(other => other.Token));
            foreach (TopToken other in report.Top) AssertNear(logits[other.Token] - logOfSum, other.Logprob);
            Assert.True(report.Logprob <= 0);
        }
    }

    [Fact]
    public void Sample_LogprobsAsked_ReportsTheUnchangedLogits()
    {
        float[] logits = [1, 5, 3, 2];
        var parameters = new SamplingParams { Temperature = 0, LogitBias = new Dictionary<int, float> { [1] = -100 }, Logprobs = 1 };
        SampledToken sampled = new TokenSampler(parameters, 0, 0, 4, [1], []).Sample(logits);
        Assert.Equal((2, 2, 1), (sampled.Token, sampled.Logprobs!.Rank, sampled.Logprobs.Top[0].Token));
        Assert.Null(new TokenSampler(parameters with { Logprobs = null }, 0, 0, 4, [1], []).Sample(logits).Logprobs);
    }

    [Fact]
    public void Of_LogitsNotNumbers_EngineFailed() =>
        Assert.Equal(InferenceError.EngineFailed, Assert.Throws<InferenceException>(() => TokenSampler.LogprobsOf([1, float.NaN], 0, 1)).Error);

    [Fact]
    public void Log_AnyWholeNumber_IsTheNaturalLogarithm()
    {
        var random = new Random(9);
        for (int i = 0; i < 2000; i++)
        {
            ulong value = ((ulong)random.NextInt64() >> random.Next(62)) | 1;
            Assert.Equal(Math.Log(value), LogprobReport.Log(value), 1e-13);
        }
    }

    private static void AssertNear(double expected, float actual)
    {
        if (double.IsNegativeInfinity(expected)) Assert.Equal(float.NegativeInfinity, actual);
        else Assert.InRange(actual - expected, -1e-6 * Math.Max(1, -expected), 1e-6 * Math.Max(1, -expected));
    }
}
