using System.Collections.Concurrent;
using Inference.Abstractions.Batching;
using Inference.Abstractions.Models;
using Inference.Client.Replicas;
using Inference.Cluster;
using Inference.Cluster.Replicas;
using Inference.Cluster.Rollout;
using Inference.Cluster.Routing;
using Microsoft.Extensions.Logging;

namespace Inference.Client.Models;

/// <summary>Keeps a connection to every replica of one version of a model, as the model's views name them.</summary>
internal sealed partial class ReplicaConnections(IGrainFactory grains, ClusterClientOptions options, RoutingDirectory directory, RoutedReplicas routes, TimeProvider time, ILogger log)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _kept = [];
    private readonly ConcurrentDictionary<string, ReplicaConnection> _connected = [];
    private long _connections;

    /// <summary>Replicas that can be reached.</summary>
    public int Count => _connected.Count;

    /// <summary>Connects to what is new. What is gone from the view gets no new requests, and ends by itself when those that it has are over.</summary>
    public void Follow(IEnumerable<ReplicaView> replicas, CancellationToken stop)
    {
        HashSet<string> wanted = [.. replicas.Where(replica => replica.State is ReplicaState.Ready or ReplicaState.Draining).Select(replica => replica.Key)];
        foreach (string key in wanted)
        {
            CancellationTokenSource keep = CancellationTokenSource.CreateLinkedTokenSource(stop);
            if (_kept.TryAdd(key, keep))
            {
                _ = KeepAsync(key, keep.Token);
                continue;
            }

            // It may have been out of the view meanwhile, with requests that kept it.
            keep.Dispose();
            if (_connected.TryGetValue(key, out ReplicaConnection? back) && back.IsOpen) Connect(key, back);
        }

        foreach ((string key, CancellationTokenSource keep) in _kept)
        {
            if (wanted.Contains(key)) continue;
            routes.Disconnect(new ReplicaId(key));
            if (_connected.TryGetValue(key, out ReplicaConnection? connection) && connection.Open > 0) continue;
            if (_kept.TryRemove(key, out _)) keep.Cancel();
        }
    }

    private async Task KeepAsync(string key, CancellationToken stop)
    {
        ReplicaId id = new(key);
        TimeSpan pause = options.ReconnectPause;
        while (!stop.IsCancellationRequested)
        {
            ReplicaConnection connection = new(grains.GetGrain<IBatcherGrain>(key), time);
            long incarnation = Interlocked.Increment(ref _connections);
            bool known = false;
            _connected[key] = connection;
            await connection.RunAsync(
                options.ReplicaPatience,
                report =>
                {
                    // A replica may be in a table only when there is a way to it.
                    if (!known) Connect(key, connection);
                    known = true;
                    directory.Apply(report with { Incarnation = incarnation });
                },
                stop).ConfigureAwait(false);
            routes.Disconnect(id);
            directory.Remove(id);
            directory.Publish();
            _connected.TryRemove(key, out _);
            if (known && !stop.IsCancellationRequested) LogLost(log, key);
            pause = known ? options.ReconnectPause : Longer(pause);
            await Task.Delay(pause, time, stop).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private void Connect(string key, ReplicaConnection connection) => routes.Connect(new ReplicaRoute(new ReplicaId(key), connection, connection));

    private TimeSpan Longer(TimeSpan pause) => pause * 2 < options.LongestReconnectPause ? pause * 2 : options.LongestReconnectPause;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replica {Replica} is out of reach; its requests go on elsewhere")]
    private static partial void LogLost(ILogger log, string replica);
}
