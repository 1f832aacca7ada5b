using Orleans;

namespace Inference.Abstractions.Models;

/// <summary>What is wanted of a model.</summary>
[GenerateSerializer]
[Immutable]
[Alias("inference.model-spec")]
public sealed record ModelSpec
{
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>At least one.</summary>
    [Id(1)]
    public required IReadOnlyList<VersionSpec> Versions { get; init; }

    /// <summary>Most replicas beyond the wanted ones while others are replaced. 1.</summary>
    [Id(2)]
    public int MaxSurge { get; init; } = 1;

    /// <summary>The model is loaded when it is asked for, and unloaded when nobody asked for so long. Null: it is always loaded.</summary>
    [Id(3)]
    public TimeSpan? IdleTimeout { get; init; }
}
