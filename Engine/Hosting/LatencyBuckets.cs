namespace Inference.Engine.Hosting;

/// <summary>Bucket boundaries of histograms: vLLM's, so that its dashboards read ours.</summary>
internal static class LatencyBuckets
{
    public static double[] FirstToken { get; } =
        [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560];

    public static double[] BetweenTokens { get; } =
        [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80];

    public static double[] Request { get; } =
        [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];

    public static int[] StepTokens { get; } = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384];

    public static int[] Choices { get; } = [1, 2, 5, 10, 20];

    /// <summary>1, 2, 5, 10, 20, 50 … up to the longest context.</summary>
    public static int[] Tokens(int longest)
    {
        List<int> boundaries = [];
        for (long decade = 1; ; decade *= 10)
        {
            foreach (long boundary in (ReadOnlySpan<long>)[decade, 2 * decade, 5 * decade])
            {
                if (boundary > longest) return [.. boundaries];
                boundaries.Add((int)boundary);
            }
        }
    }
}
