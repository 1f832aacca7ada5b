using Inference.Abstractions.Nodes;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.Placement;

namespace Inference.Grains.Nodes;

[PinnedToNode]
[GrainDirectory(NoDirectory.Name)]
[Immovable]
[Reentrant]
internal sealed class NodeGrain(NodeHost node) : Grain, INodeGrain
{
    public Task<NodeReport> ReportAsync() => Task.FromResult(node.Report());
}
