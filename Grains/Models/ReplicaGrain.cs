using Inference.Abstractions.Models;
using Inference.Cluster.Rollout;
using Inference.Grains.Batching;
using Inference.Grains.Nodes;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.Placement;

namespace Inference.Grains.Models;

/// <summary>
/// Steps through <see cref="ReplicaLifecycle"/> by what its shards and its node say. It lives as long as its node: what it
/// knows is lost together with what it speaks for.
/// </summary>
[PinnedToNode]
[GrainDirectory(NoDirectory.Name)]
[Immovable]
[Reentrant]
internal sealed class ReplicaGrain(NodeHost node) : Grain, IReplicaGrain
{
    private IReadOnlyList<IShardGrain> _shards = [];
    private ReplicaState _state = ReplicaState.Failed;
    private string? _reason = "The node knows nothing of this replica.";
    private Task? _draining;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The grain may have been away while its replica went on.
        if (node.TryFind(Key, out HostedReplica? replica)) Adopt(replica.Report().Devices);
        return Task.CompletedTask;
    }

    public async Task<ReplicaStatus> StartAsync(VersionSpec version, IReadOnlyList<int> devices)
    {
        if (_shards.Count == 0)
        {
            Adopt(devices);
            foreach (ShardStatus status in await Task.WhenAll(_shards.Select(shard => shard.LoadAsync(version)))) Take(status);
        }

        return await GetStatusAsync();
    }

    public async Task<ReplicaStatus> DrainAsync()
    {
        bool serves = _state == ReplicaState.Ready;
        Step(ReplicaEvent.Drain);
        if (_draining is null && _shards.Count > 0) _draining = StopAsync(serves);
        return await GetStatusAsync();
    }

    public async Task<ReplicaStatus> GetStatusAsync()
    {
        if (_state == ReplicaState.Loading)
        {
            ShardStatus[] shards = await Task.WhenAll(_shards.Select(shard => shard.GetStatusAsync()));
            foreach (ShardStatus shard in shards) Take(shard);
            if (Array.TrueForAll(shards, shard => shard.State == ShardState.Ready)) Step(ReplicaEvent.Loaded);
        }

        (long queued, double cache) = node.TryFind(Key, out HostedReplica? replica) ? replica.Business() : default;
        return new ReplicaStatus(_state, _reason, queued, cache);
    }

    private void Adopt(IReadOnlyList<int> devices)
    {
        ReplicaKey key = ReplicaKey.Parse(Key);
        (_state, _reason) = (ReplicaState.Loading, null);
        _shards = [.. devices.Select((device, rank) => GrainFactory.GetGrain<IShardGrain>(new ShardKey(key, rank, device).ToString()))];
    }

    private void Take(ShardStatus shard)
    {
        if (shard.State is not (ShardState.Failed or ShardState.Absent)) return;
        Step(ReplicaEvent.Die);
        _reason ??= shard.Problem ?? "A shard is gone.";
        _draining ??= StopAsync(serves: false);
    }

    private async Task StopAsync(bool serves)
    {
        if (serves && node.TryFind(Key, out HostedReplica? replica)) await replica.DrainAsync();
        foreach (IShardGrain shard in _shards) await shard.UnloadAsync();
        Step(ReplicaEvent.Drained);
    }

    private void Step(ReplicaEvent happened) => _state = ReplicaLifecycle.Next(_state, happened);
}
