using Inference.Contracts;

namespace Inference.Cluster.Replicas;

/// <summary>The way to a replica that was chosen for an attempt.</summary>
/// <param name="Replica">Which.</param>
/// <param name="Service">Reaches it. Chunks may come more than once, out of order, or not at all; their positions tell.</param>
/// <param name="Health">Of it.</param>
public sealed record ReplicaRoute(ReplicaId Replica, ITokenService Service, IReplicaHealth Health);
