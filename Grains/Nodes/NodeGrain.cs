using Inference.Abstractions.Nodes;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Inference.Grains.Nodes;

[PinnedToNode]
[Immovable]
[Reentrant]
internal sealed class NodeGrain(NodeHost node) : Grain, INodeGrain
{
    public Task<NodeReport> ReportAsync() => Task.FromResult(node.Report());
}
