using Inference.Contracts;

namespace Inference.Engine.Tests.Support;

/// <summary>Requests for vectors, and what they come to by definition.</summary>
internal static class Embeddings
{
    private static int _count;

    public static EmbeddingRequest Make(int[] tokens, PoolingKind pooling = PoolingKind.Mean, bool normalize = true) => new()
    {
        Id = $"e{Interlocked.Increment(ref _count)}",
        Tokens = tokens,
        Pooling = pooling,
        Normalize = normalize,
    };

    public static EmbeddingRequest Any(Random random)
    {
        int[] tokens = [.. RandomRequests.Any(random).Prompt];
        return Make(tokens, (PoolingKind)random.Next(3), random.Next(2) == 0) with { Priority = random.Next(-2, 3), CacheSalt = random.Next(4) == 0 ? "salt" : null };
    }

    public static float[] Expected(FakeRunner runner, EmbeddingRequest request)
    {
        float[][] states = runner.HiddenOf(request.Tokens);
        float[][] pooled = request.Pooling switch { PoolingKind.Last => states[^1..], PoolingKind.Cls => states[..1], _ => states };
        double[] mean = [.. Enumerable.Range(0, FakeRunner.HiddenSize).Select(i => pooled.Sum(state => (double)state[i]) / pooled.Length)];
        double length = request.Normalize ? Math.Sqrt(mean.Sum(value => value * value)) : 1;
        return [.. mean.Select(value => (float)(value / length))];
    }
}
