using Inference.Cluster.Placement;

namespace Inference.Grains.Nodes;

/// <summary>What this node has.</summary>
public sealed class NodeOptions
{
    /// <summary>None on a node that computes nothing.</summary>
    public IReadOnlyList<DeviceOffer> Devices { get; set; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>A front that takes no frame for so long is gone, and its requests end. 10 s.</summary>
    public TimeSpan SessionPatience { get; set; } = TimeSpan.FromSeconds(10);
}
