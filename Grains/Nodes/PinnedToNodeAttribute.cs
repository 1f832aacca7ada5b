using Orleans.Placement;
using Orleans.Runtime;

namespace Inference.Grains.Nodes;

/// <summary>The grain is on the node that its key names, and nowhere else.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PinnedToNodeAttribute() : PlacementAttribute(new PinnedToNode());

/// <inheritdoc cref="PinnedToNodeAttribute"/>
[GenerateSerializer]
[Immutable]
[Alias("inference.pinned-to-node")]
internal sealed class PinnedToNode : PlacementStrategy
{
    /// <summary>The key says where the grain is. A directory's partitions are in silos, and take the activations that they know of with them when they die.</summary>
    public override bool IsUsingGrainDirectory => false;
}
