using Inference.Cluster.Rollout;
using Orleans;

namespace Inference.Abstractions.Models;

/// <summary>One replica's life, on the node that its key (a <see cref="ReplicaKey"/>) names.</summary>
[Alias("inference.replica")]
public interface IReplicaGrain : IGrainWithStringKey
{
    /// <summary>Begins to load. Again changes nothing.</summary>
    [Alias("start")]
    Task<ReplicaStatus> StartAsync(VersionSpec version, IReadOnlyList<int> devices);

    /// <summary>Takes no more requests, and stops when those in work have ended.</summary>
    [Alias("drain")]
    Task<ReplicaStatus> DrainAsync();

    [Alias("status")]
    Task<ReplicaStatus> GetStatusAsync();
}

/// <summary>How a replica does.</summary>
/// <param name="State">Where it is in its life; <see cref="ReplicaState.Failed"/> also where its node knows nothing of it.</param>
/// <param name="Reason">For people, where something is wrong.</param>
/// <param name="QueuedTokens">That wait.</param>
/// <param name="CacheUse">Share of the cache that is held.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.replica-status")]
public sealed record ReplicaStatus(ReplicaState State, string? Reason = null, long QueuedTokens = 0, double CacheUse = 0);
