using Inference.Contracts;

namespace Inference.Cluster.Routing.Reports;

/// <summary>What a replica tells routers of itself: its load, and what its cache has gained and lost since its last report.</summary>
public sealed record ReplicaReport
{
    public required ReplicaId Replica { get; init; }

    /// <summary>Higher each time that the replica starts anew.</summary>
    public required long Incarnation { get; init; }

    /// <summary>Counts the reports of an incarnation, without gaps.</summary>
    public required long Sequence { get; init; }

    public required ReplicaLoad Load { get; init; }

    /// <summary>Whether <see cref="Added"/> is all that the cache has, whatever was reported before.</summary>
    public bool IsFull { get; init; }

    /// <summary>Blocks that the cache has gained; of a full report: has.</summary>
    public IReadOnlyList<PrefixHash> Added { get; init; } = [];

    /// <summary>Blocks that it has lost.</summary>
    public IReadOnlyList<PrefixHash> Removed { get; init; } = [];
}
