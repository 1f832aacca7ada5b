using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Inference.Abstractions.Batching;
using Inference.Abstractions.Models;
using Inference.Abstractions.Nodes;
using Inference.Cluster.Placement;
using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Grains.Batching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Inference.Grains.Nodes;

/// <summary>The replicas of this node: their engines run here, beside the grains that speak for them. For any thread.</summary>
public sealed partial class NodeHost : IAsyncDisposable
{
    private readonly IReplicaLoader _loader;
    private readonly string _name;
    private readonly NodeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<NodeHost> _log;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, HostedReplica> _replicas = [];
    private readonly ITimer _beat;

    public NodeHost(IReplicaLoader loader, ILocalSiloDetails silo, IOptions<NodeOptions> options, TimeProvider time, ILogger<NodeHost> log)
    {
        (_loader, _name, _options, _time, _log) = (loader, silo.Name, options.Value, time, log);
        _beat = time.CreateTimer(_ => Beat(), null, ReplicaFrame.Heartbeat, ReplicaFrame.Heartbeat);
    }

    /// <summary>Whether the node is to be emptied.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>How the engines that run do.</summary>
    public IReadOnlyList<EngineProgress> Engines => [.. _replicas.Values.Select(replica => replica.Loaded?.Progress()).OfType<EngineProgress>()];

    /// <summary>Replicas that are not there yet.</summary>
    public int Loading => _replicas.Values.Count(replica => replica.IsLoading);

    public NodeReport Report()
    {
        lock (_lock)
        {
            DeviceOffer[] free = [.. _options.Devices.Select((device, index) => device with { Memory = Free(index) })];
            return new NodeReport(new NodeOffer(_name, free, _options.Labels, IsDraining), [.. _replicas.Values.Select(replica => replica.Report())]);
        }
    }

    /// <summary>Loads the shard on a device for its replica; with the last of them the replica begins.</summary>
    internal ShardStatus Load(ShardKey shard, VersionSpec version)
    {
        lock (_lock)
        {
            string key = shard.Replica.ToString();
            if (_replicas.TryGetValue(key, out HostedReplica? known)) return known.StatusOf(shard);
            if (IsDraining) return new ShardStatus(ShardState.Failed, Problem: "The node is draining.");
            if (shard.Device >= _options.Devices.Count) return new ShardStatus(ShardState.Failed, Problem: $"The node has no device {shard.Device}.");
            if (version.Shards > 1) return new ShardStatus(ShardState.Failed, Problem: "This engine computes a replica on one device; the version asks for several shards.");
            if (Free(shard.Device) < version.MemoryPerShard) return new ShardStatus(ShardState.Failed, Problem: $"The device has {Free(shard.Device):N0} bytes free, and the shard needs {version.MemoryPerShard:N0}.");
            HostedReplica replica = new(shard.Replica, version, [shard.Device], _options, _time);
            _replicas[key] = replica;
            replica.Begin(_loader, error => LogFailed(_log, key, error));
            return replica.StatusOf(shard);
        }
    }

    internal ShardStatus StatusOf(ShardKey shard) =>
        TryFind(shard.Replica.ToString(), out HostedReplica? replica) ? replica.StatusOf(shard) : new ShardStatus(ShardState.Absent);

    internal bool TryFind(string key, [NotNullWhen(true)] out HostedReplica? replica) => _replicas.TryGetValue(key, out replica);

    internal async Task UnloadAsync(string key)
    {
        // Its memory counts until it is free.
        if (!_replicas.TryGetValue(key, out HostedReplica? replica)) return;
        await replica.DisposeAsync().ConfigureAwait(false);
        _replicas.TryRemove(new KeyValuePair<string, HostedReplica>(key, replica));
    }

    /// <summary>Takes no more requests. Done when those in work have ended; those that outlast the patience go on elsewhere.</summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        IsDraining = true;
        Task drained = Task.WhenAll(_replicas.Values.Select(replica => replica.DrainAsync()));
        Beat();
        try
        {
            await drained.WaitAsync(patience, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogOutlasted(_log, _replicas.Values.Sum(replica => replica.Open));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _beat.DisposeAsync().ConfigureAwait(false);
        foreach (string key in _replicas.Keys) await UnloadAsync(key).ConfigureAwait(false);
    }

    private long Free(int device) => _options.Devices[device].Memory - _replicas.Values.Sum(replica => replica.MemoryOn(device));

    private void Beat()
    {
        foreach (HostedReplica replica in _replicas.Values) replica.Beat();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Replica {Replica} could not be loaded")]
    private static partial void LogFailed(ILogger log, string replica, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Requests} requests did not end in time; they go on elsewhere")]
    private static partial void LogOutlasted(ILogger log, int requests);
}
