using Orleans;

namespace Inference.Abstractions.Models;

/// <summary>A version of a model.</summary>
[GenerateSerializer]
[Immutable]
[Alias("inference.version-spec")]
public sealed record VersionSpec
{
    /// <summary>Unique in its model; empty where there is one only.</summary>
    [Id(0)]
    public string Name { get; init; } = "";

    /// <summary>A directory or file that every worker can read.</summary>
    [Id(1)]
    public required string Source { get; init; }

    /// <summary>Its share of the requests that do not ask for a version. 1.</summary>
    [Id(2)]
    public int Weight { get; init; } = 1;

    /// <summary>Names by which requests may ask for it.</summary>
    [Id(3)]
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Zero: one for each worker that has room. 0.</summary>
    [Id(4)]
    public int Replicas { get; init; }

    /// <summary>Devices of one node that make up a replica. 1.</summary>
    [Id(5)]
    public int Shards { get; init; } = 1;

    /// <summary>On each of those devices, in bytes.</summary>
    [Id(6)]
    public long MemoryPerShard { get; init; }

    /// <summary>Null: any kind.</summary>
    [Id(7)]
    public string? DeviceKind { get; init; }

    /// <summary>Labels that a node must have.</summary>
    [Id(8)]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Replicas go to places that differ in this label as far as there are any; null: to different nodes.</summary>
    [Id(9)]
    public string? SpreadLabel { get; init; }
}
