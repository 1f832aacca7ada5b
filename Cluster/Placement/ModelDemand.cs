namespace Inference.Cluster.Placement;

/// <summary>What is wanted of a model.</summary>
public sealed record ModelDemand
{
    public required string Model { get; init; }

    public required int Replicas { get; init; }

    /// <summary>Devices of one node that make up a replica, each with its part of the weights. 1.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>On each of those devices, in bytes.</summary>
    public required long MemoryPerShard { get; init; }

    /// <summary>Null: any kind.</summary>
    public string? DeviceKind { get; init; }

    /// <summary>Labels that the node must have.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Replicas go to places that differ in this label as far as there are any; null: to different nodes.</summary>
    public string? SpreadLabel { get; init; }

    /// <summary>Whether two in one such place are not allowed at all.</summary>
    public bool SpreadIsRequired { get; init; }
}
