namespace Inference.Cluster.Placement;

/// <summary>Where a replica is, or is to be.</summary>
/// <param name="Model">Whose replica.</param>
/// <param name="Replica">Its number; it keeps it as long as it is wanted.</param>
/// <param name="Node">Where.</param>
/// <param name="Devices">Its devices there, one for each shard.</param>
public sealed record ReplicaPlacement(string Model, int Replica, string Node, IReadOnlyList<int> Devices);

/// <summary>A replica for which there is no place.</summary>
/// <param name="Model">Whose replica.</param>
/// <param name="Replica">Its number.</param>
/// <param name="Reason">What each node lacks, for people.</param>
public sealed record UnplacedReplica(string Model, int Replica, string Reason);

/// <summary>Where everything is to be.</summary>
/// <param name="Placements">All replicas that have a place; those that had one and keep it are unchanged.</param>
/// <param name="Unplaced">The others.</param>
public sealed record PlacementPlan(IReadOnlyList<ReplicaPlacement> Placements, IReadOnlyList<UnplacedReplica> Unplaced);
