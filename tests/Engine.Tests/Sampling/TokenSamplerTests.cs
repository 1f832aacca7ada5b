using Inference.Contracts;
using Inference.Engine.Sampling;

namespace Inference.Engine.Tests.Sampling;

public sealed class TokenSamplerTests
{
    private const int Cases = 4000;

    [Fact]
    public void Sample_RandomParametersAndTokens_AgreesWithTheDefinition()
    {
        var random = new Random(11);
        for (int trial = 0; trial < Cases; trial++)
        {
            int vocabulary = random.Next(2, 200);
            float[] logits = RandomLogits(random, vocabulary);
            int[] prompt = Tokens(random, vocabulary, random.Next(1, 8)), output = Tokens(random, vocabulary, random.Next(0, 8)), eos = [random.Next(vocabulary)];
            SamplingParams parameters = RandomParameters(random, vocabulary, output);
            ulong seed = (ulong)random.NextInt64();
            int choice = random.Next(4);
            var sampler = new TokenSampler(parameters, seed, 99, vocabulary, prompt, eos).Fork(choice);
            foreach (int token in output) sampler.Accept(token);

            float[] adjusted = ReferenceSampler.Adjust(logits, parameters, prompt, output, eos);
            if (adjusted.All(float.IsNegativeInfinity))
            {
                Assert.Equal(InferenceError.InvalidRequest, Assert.Throws<InferenceException>(() => sampler.Sample(logits)).Error);
                continue;
            }

            double[] probabilities = ReferenceSampler.Probabilities(adjusted, parameters);
            double uniform = CounterRandom.Bits(seed, choice, output.Length) * Math.Pow(2, -64);
            int expected = ReferenceSampler.Pick(probabilities, uniform);
            Assert.True(expected == sampler.Sample(logits).Token, $"trial {trial}: {parameters}");
            Assert.Equal(output.Length, sampler.AcceptedCount);
        }
    }

    [Theory]
    [InlineData(1, 0, 1, 0)]
    [InlineData(0.5f, 0, 1, 0)]
    [InlineData(2, 5, 1, 0)]
    [InlineData(1, 0, 0.8f, 0)]
    [InlineData(1.5f, 8, 0.9f, 0.05f)]
    public void Sample_ManyPositions_FollowsTheProbabilities(float temperature, int topK, float topP, float minP)
    {
        const int Draws = 40_000;
        float[] logits = [1, 2.5f, -1, 0.25f, 2.5f, 3, -4, 0, 1.5f, 1, 2, -0.5f];
        var parameters = new SamplingParams { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP };
        var sampler = new TokenSampler(parameters, 5, 0, logits.Length, [0], []);
        int[] counts = new int[logits.Length];
        for (int i = 0; i < Draws; i++)
        {
            int token = sampler.Sample(logits).Token;
            counts[token]++;
            sampler.Accept(token);
        }

        double[] probabilities = ReferenceSampler.Probabilities(logits, parameters);
        double chiSquare = 0;
        for (int token = 0; token < logits.Length; token++)
        {
            if (probabilities[token] == 0) Assert.Equal(0, counts[token]);
            else chiSquare += Math.Pow(counts[token] - (Draws * probabilities[token]), 2) / (Draws * probabilities[token]);
        }

        // χ² with 11 degrees of freedom stays below 38 in 9999 of 10000 cases.
        Assert.InRange(chiSquare, 0, 38);
    }

    [Fact]
    public void Sample_LargeVocabularyWithTies_AgreesWithTheDefinition()
    {
        var random = new Random(12);
        const int Vocabulary = 30_011;
        foreach (SamplingParams parameters in (SamplingParams[])
        [
            new() { Temperature = 0 }, new() { Temperature = 0.7f }, new() { TopK = 50 }, new() { TopK = 700 }, new() { TopP = 0.95f }, new() { TopP = 0.3f },
            new() { TopK = 5000, TopP = 0.9f, MinP = 0.0001f, Temperature = 2 }, new() { MinP = 0.02f }, new() { TopK = 1 }, new() { TopP = 0.99f, Temperature = 50 },
        ])
        {
            float Coarse() => MathF.Round((float)(random.NextDouble() + random.NextDouble() + random.NextDouble()) * 400) / 64;
            float[] logits = [.. Enumerable.Range(0, Vocabulary).Select(_ => Coarse())];
            var sampler = new TokenSampler(parameters, 3, 1, Vocabulary, [0], []);
            double[] probabilities = ReferenceSampler.Probabilities(logits, parameters);
            for (int i = 0; i < 20; i++)
            {
                int expected = ReferenceSampler.Pick(probabilities, CounterRandom.Bits(3, 1, i) * Math.Pow(2, -64));
                Assert.Equal(expected, sampler.Sample(logits).Token);
                sampler.Accept(expected);
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Sample_LogitsNotFinite_EngineFailed(float broken)
    {
        foreach (int at in (int[])[0, 17, 40])
        {
            float[] logits = new float[41];
            logits[at] = broken;
            foreach (float temperature in (float[])[0, 1])
            {
                var sampler = new TokenSampler(new SamplingParams { Temperature = temperature, AllowedTokenIds = [3] }, 1, 0, 41, [1], []);
                Assert.Equal(InferenceError.EngineFailed, Assert.Throws<InferenceException>(() => sampler.Sample(logits)).Error);
            }
        }
    }

    [Fact]
    public void Sample_EveryLogitMinusInfinity_EngineFailed()
    {
        float[] logits = [.. Enumerable.Repeat(float.NegativeInfinity, 20)];
        var sampler = new TokenSampler(new SamplingParams(), 1, 0, 20, [1], []);
        Assert.Equal(InferenceError.EngineFailed, Assert.Throws<InferenceException>(() => sampler.Sample(logits)).Error);
    }

    [Fact]
    public void Sample_BeforeMinTokensOnlyEndTokensAllowed_IsRefusedThenEnds()
    {
        var sampler = new TokenSampler(new SamplingParams { MinTokens = 1, IgnoreEos = true, AllowedTokenIds = [2] }, 1, 0, 4, [1], [2, 4]);
        Assert.Equal(InferenceError.InvalidRequest, Assert.Throws<InferenceException>(() => sampler.Sample([0, 1, 2, 3])).Error);
        sampler.Accept(0);
        Assert.Equal(2, sampler.Sample([0, 1, 2, 3]).Token);
    }

    [Fact]
    public void Sample_SameStateTwice_SameTokenAndNoAllocation()
    {
        float[] logits = RandomLogits(new Random(4), 5000);
        var parameters = new SamplingParams
        {
            TopK = 600, TopP = 0.9f, RepetitionPenalty = 1.2f, PresencePenalty = 0.5f, BadWords = [[1, 2], [3]], LogitBias = new Dictionary<int, float> { [4] = 2 },
        };
        var sampler = new TokenSampler(parameters, 9, 0, 5000, [1, 2, 3], [0]);
        for (int i = 0; i < 300; i++) sampler.Accept(sampler.Sample(logits).Token);
        int first = sampler.Sample(logits).Token;

        long before = GC.GetAllocatedBytesForCurrentThread();
        int second = sampler.Sample(logits).Token;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(first, second);
        Assert.Equal(0, allocated);
    }

    private static float[] RandomLogits(Random random, int count)
    {
        // Coarse steps make ties; a few tokens cannot be.
        float step = random.Next(2) == 0 ? 0.5f : 0.0001f;
        float[] logits = [.. Enumerable.Range(0, count).Select(_ => MathF.Round((float)((random.NextDouble() * 16) - 8) / step) * step)];
        for (int i = 1; i < count; i += 13) logits[i] = float.NegativeInfinity;
        return logits;
    }

    private static int[] Tokens(Random random, int vocabulary, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];

    private static SamplingParams RandomParameters(Random random, int vocabulary, int[] output)
    {
        bool Now(int oneIn = 3) => random.Next(oneIn) == 0;
        float Within(double low, double high) => (float)(low + (random.NextDouble() * (high - low)));
        int[] suffix = [.. output.TakeLast(random.Next(3)), random.Next(vocabulary)];
        return new SamplingParams
        {
            Temperature = Now(6) ? 0 : Within(0.05, 3),
            TopK = Now() ? random.Next(-1, vocabulary + 2) : 0,
            TopP = Now() ? Within(0.01, 1) : 1,
            MinP = Now() ? Within(0, 1) : 0,
            PresencePenalty = Now() ? Within(-2, 2) : 0,
            FrequencyPenalty = Now() ? Within(-2, 2) : 0,
            RepetitionPenalty = Now() ? Within(0.5, 2) : 1,
            LogitBias = Now() ? Tokens(random, vocabulary, 3).Distinct().ToDictionary(token => token, _ => Within(-10, 10)) : new Dictionary<int, float>(),
            AllowedTokenIds = Now(5) ? Tokens(random, vocabulary, 5) : [],
            BadWords = Now() ? [suffix, Tokens(random, vocabulary, 3), Tokens(random, vocabulary, 1)] : [],
            MinTokens = Now() ? random.Next(10) : 0,
            StopTokenIds = Now() ? Tokens(random, vocabulary, 2) : [],
        };
    }
}
