using Inference.Contracts;

namespace Inference.Engine.Tests.Support;

/// <summary>Requests of many kinds, from a seed.</summary>
internal static class RandomRequests
{
    private static int _count;

    public static GenerateRequest Make(int[] prompt, SamplingParams sampling) => new()
    {
        Id = $"r{Interlocked.Increment(ref _count)}",
        Prompt = prompt,
        Sampling = sampling,
    };

    public static int[] Prompt(Random random, int length, int vocabulary = 40) => [.. Enumerable.Range(0, length).Select(_ => random.Next(1, vocabulary))];

    /// <summary>Prompts begin with one of a few shared prefixes, so that they hit each other's cache.</summary>
    public static GenerateRequest Any(Random random, int longest = 120)
    {
        int[] shared = Prompt(new Random(random.Next(3)), 70)[..random.Next(0, 70)];
        int[] prompt = [.. shared, .. Prompt(random, random.Next(1, Math.Max(2, longest - 70)))];
        return Make(prompt, Sampling(random)) with { CacheSalt = random.Next(4) == 0 ? "salt" : null, Priority = random.Next(-2, 3) };
    }

    public static SamplingParams Sampling(Random random) => new()
    {
        N = random.Next(4) == 0 ? random.Next(2, 5) : 1,
        Temperature = random.Next(3) switch { 0 => 0, 1 => 0.7f, _ => 1.3f },
        TopP = random.Next(2) == 0 ? 1 : 0.9f,
        TopK = random.Next(2) == 0 ? 0 : 12,
        RepetitionPenalty = random.Next(3) == 0 ? 1.1f : 1,
        FrequencyPenalty = random.Next(3) == 0 ? 0.3f : 0,
        MaxTokens = random.Next(1, 50),
        IgnoreEos = random.Next(2) == 0,
        Seed = (ulong)random.NextInt64(),
        Logprobs = random.Next(4) == 0 ? 2 : null,
        PromptLogprobs = random.Next(6) == 0 ? 1 : null,
    };
}
