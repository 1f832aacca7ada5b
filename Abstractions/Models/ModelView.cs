using Inference.Cluster.Rollout;
using Orleans;

namespace Inference.Abstractions.Models;

/// <summary>A model's replicas as its grain knows them.</summary>
/// <param name="Change">Higher with each change.</param>
/// <param name="Replicas">Those that load, serve or drain.</param>
/// <param name="Problems">Why there are not as many as wanted, for people.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.model-view")]
public sealed record ModelView(long Change, IReadOnlyList<ReplicaView> Replicas, IReadOnlyList<string> Problems);

/// <summary>A replica in a view.</summary>
/// <param name="Key">A <see cref="ReplicaKey"/>.</param>
/// <param name="Version">Of the model.</param>
/// <param name="State">Where it is in its life.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.replica-view")]
public sealed record ReplicaView(string Key, string Version, ReplicaState State);
