using Inference.Abstractions.Models;
using Inference.Abstractions.Nodes;
using Inference.Cluster.Placement;

namespace Inference.Grains.Models;

/// <summary>Finds places for new replicas beside those that there are.</summary>
internal static class PlannedStarts
{
    /// <param name="model">Whose replicas.</param>
    /// <param name="version">Of the model.</param>
    /// <param name="count">How many more.</param>
    /// <param name="nodes">With the memory that is free.</param>
    /// <param name="replicas">All of the model.</param>
    /// <returns>The version's replicas that there are, and new ones.</returns>
    public static PlacementPlan Plan(string model, VersionSpec version, int count, IReadOnlyList<NodeReport> nodes, IReadOnlyList<KnownReplica> replicas)
    {
        string name = KnownReplica.PlacementName(model, version.Name);

        // What stays on a draining node, or is being drained, is not planned with: only its memory counts.
        HashSet<string> draining = [.. nodes.Where(node => node.Offer.IsDraining).Select(node => node.Offer.Name)];
        KnownReplica[] staying = [.. replicas.Where(replica => replica.Placement.Model == name && !draining.Contains(replica.Key.Node) && !replica.IsGone)];
        ModelDemand demand = new()
        {
            Model = name,
            Replicas = staying.Length + count,
            Shards = version.Shards,
            MemoryPerShard = version.MemoryPerShard,
            DeviceKind = version.DeviceKind,
            Labels = version.Labels,
            SpreadLabel = version.SpreadLabel,
            SpreadIsRequired = version.Replicas == 0,
        };
        return PlacementPlanner.Plan([.. nodes.Select(node => OfferTo(staying, node, version))], [demand], [.. staying.Select(replica => replica.Placement)]);
    }

    /// <summary>The planner takes what stays off again: so its memory is offered.</summary>
    private static NodeOffer OfferTo(KnownReplica[] staying, NodeReport node, VersionSpec version)
    {
        HashSet<string> hosted = [.. node.Replicas.Select(replica => replica.Key)];
        DeviceOffer[] devices = [.. node.Offer.Devices.Select((device, index) => device with
        {
            Memory = device.Memory + (version.MemoryPerShard * staying.Count(replica => hosted.Contains(replica.Key.ToString()) && replica.Placement.Devices.Contains(index))),
        })];
        return node.Offer with { Devices = devices };
    }
}
