using Inference.LoadTests.Measurement;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Running;

/// <summary>A run and what came of it, as it is kept in JSON.</summary>
internal sealed record RunResult
{
    public required string Name { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required string Workload { get; init; }

    public required string Arrivals { get; init; }

    /// <summary>What makes a request good; empty where every whole answer is.</summary>
    public required string Level { get; init; }

    public required double WarmupSeconds { get; init; }

    public required RunSummary Summary { get; init; }

    public required IReadOnlyList<ObjectiveResult> Objectives { get; init; }

    public required IReadOnlyList<SecondFigures> Seconds { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>What the server's own counters grew by.</summary>
    public required IReadOnlyDictionary<string, double> ServerCounters { get; init; }

    public required GeneratorCost Generator { get; init; }
}
