using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Running;

/// <summary>One run: who comes when, with what, for how long.</summary>
internal sealed record RunPlan
{
    public required string Name { get; init; }

    public required Workload Workload { get; init; }

    public required ArrivalPlan Arrivals { get; init; }

    public required RequestOptions Requests { get; init; }

    /// <summary>Of the arrivals.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Comes first, and does not count.</summary>
    public TimeSpan Warmup { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long requests may take on behind the last arrival.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Visitors at most.</summary>
    public int Most { get; init; } = int.MaxValue;

    public ServiceLevel Level { get; init; } = ServiceLevel.None;

    public IReadOnlyList<Objective> Objectives { get; init; } = [];
}
