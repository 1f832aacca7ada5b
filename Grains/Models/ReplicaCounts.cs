using Inference.Abstractions.Models;
using Inference.Abstractions.Nodes;

namespace Inference.Grains.Models;

/// <summary>How many replicas of each version there are to be.</summary>
internal static class ReplicaCounts
{
    /// <param name="spec">What is wanted.</param>
    /// <param name="nodes">That there are.</param>
    /// <param name="isAsleep">Nobody has asked for the model for long.</param>
    public static Dictionary<string, int> Of(ModelSpec spec, IReadOnlyList<NodeReport> nodes, bool isAsleep) =>
        spec.Versions.ToDictionary(version => version.Name, version => isAsleep ? 0 : version.Replicas > 0 ? version.Replicas : WorkersFor(spec.Name, version, nodes));

    private static int WorkersFor(string model, VersionSpec version, IReadOnlyList<NodeReport> nodes) => nodes.Count(node =>
        !node.Offer.IsDraining
        && version.Labels.All(label => node.Offer.Labels.GetValueOrDefault(label.Key) == label.Value)
        && (Has(model, version, node) || node.Offer.Devices.Count(device => (version.DeviceKind is null || device.Kind == version.DeviceKind) && device.Memory >= version.MemoryPerShard) >= version.Shards));

    private static bool Has(string model, VersionSpec version, NodeReport node) =>
        node.Replicas.Any(replica => ReplicaKey.Parse(replica.Key) is var key && key.Model == model && key.Version == version.Name);
}
