namespace Inference.Scaling;

/// <summary>The cluster and the load on paper. Times are of a step of one replica.</summary>
internal sealed class ScaleOptions
{
    public int Replicas { get; set; } = 1000;

    public int Streams { get; set; } = 100_000;

    public int Tenants { get; set; } = 500;

    /// <summary>Blocks that a replica keeps of prompts that nobody computes now.</summary>
    public int CacheBlocks { get; set; } = 8000;

    public int MaxRunning { get; set; } = 128;

    /// <summary>Tokens of prompts that one step computes at most.</summary>
    public int PrefillBudget { get; set; } = 512;

    public double StepSeconds { get; set; } = 0.010;

    public double SecondsPerPrefillToken { get; set; } = 0.00008;

    public double SecondsPerSequence { get; set; } = 0.00005;

    public double ReportSeconds { get; set; } = 0.2;

    public double WarmUpSeconds { get; set; } = 20;

    public double MeasuredSeconds { get; set; } = 10;
}
