using Inference.Abstractions.Models;
using Inference.Cluster.Placement;
using Inference.Cluster.Rollout;

namespace Inference.Grains.Models;

/// <summary>A replica as its model knows it.</summary>
internal sealed class KnownReplica(ReplicaKey key, IReadOnlyList<int> devices)
{
    public ReplicaKey Key => key;

    /// <summary>Where it is.</summary>
    public ReplicaPlacement Placement { get; } = new(PlacementName(key.Model, key.Version), key.Number, key.Node, devices);

    public ReplicaStatus Status { get; set; } = new(ReplicaState.Loading);

    public bool IsGone => Status.State is ReplicaState.Stopped or ReplicaState.Failed;

    /// <summary>Versions are placed like models of their own.</summary>
    public static string PlacementName(string model, string version) => $"{model}/{version}";
}
