using Inference.Abstractions.Models;
using Inference.Grains.Nodes;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.Placement;

namespace Inference.Grains.Models;

[PinnedToNode]
[GrainDirectory(NoDirectory.Name)]
[Immovable]
[Reentrant]
internal sealed class ShardGrain(NodeHost node) : Grain, IShardGrain
{
    private ShardKey Key => ShardKey.Parse(this.GetPrimaryKeyString());

    public Task<ShardStatus> LoadAsync(VersionSpec version) => Task.FromResult(node.Load(Key, version));

    public Task UnloadAsync() => node.UnloadAsync(Key.Replica.ToString());

    public Task<ShardStatus> GetStatusAsync() => Task.FromResult(node.StatusOf(Key));
}
