using Inference.Cluster.Placement;
using Orleans;

namespace Inference.Abstractions.Nodes;

/// <summary>What one silo has to offer. Its key is the silo's name, and it is on that silo.</summary>
[Alias("inference.node")]
public interface INodeGrain : IGrainWithStringKey
{
    [Alias("report")]
    Task<NodeReport> ReportAsync();
}

/// <summary>A node, and the replicas that it has.</summary>
/// <param name="Offer">Its devices, with the memory that is still free.</param>
/// <param name="Replicas">By key.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.node-report")]
public sealed record NodeReport(NodeOffer Offer, IReadOnlyList<HostedReplicaReport> Replicas);

/// <summary>A replica on a node.</summary>
/// <param name="Key">A <see cref="Models.ReplicaKey"/>.</param>
/// <param name="Devices">That it takes memory of.</param>
/// <param name="MemoryPerDevice">So much, in bytes.</param>
/// <param name="SinceProgress">How long ago it got on.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.hosted-replica")]
public sealed record HostedReplicaReport(string Key, IReadOnlyList<int> Devices, long MemoryPerDevice, TimeSpan SinceProgress);
