using Inference.Abstractions.Models;
using Inference.Abstractions.Nodes;
using Inference.Cluster;
using Inference.Cluster.Replicas;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Grains.Nodes;

namespace Inference.Grains.Batching;

/// <summary>A replica on this node: its engine, the gate before it, and the sessions of the fronts that use it. For any thread.</summary>
internal sealed class HostedReplica : IAsyncDisposable
{
    private readonly ReplicaKey _key;
    private readonly VersionSpec _version;
    private readonly IReadOnlyList<int> _devices;
    private readonly NodeOptions _options;
    private readonly TimeProvider _time;
    private readonly CacheFeed _cache;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ReplicaSession> _sessions = [];
    private Task<LoadedReplica>? _loading;
    private ReplicaGate? _gate;
    private double _progress;
    private bool _draining;

    public HostedReplica(ReplicaKey key, VersionSpec version, IReadOnlyList<int> devices, NodeOptions options, TimeProvider time)
    {
        (_key, _version, _devices, _options, _time) = (key, version, devices, options, time);
        _cache = new CacheFeed(new ReplicaId(key.ToString()));
    }

    /// <summary>Requests in work.</summary>
    public int Open => _gate?.Open ?? 0;

    public LoadedReplica? Loaded => _loading is { IsCompletedSuccessfully: true } loaded && !_stop.IsCancellationRequested ? loaded.Result : null;

    public bool IsLoading => _loading is { IsCompleted: false };

    private TimeSpan SinceProgress
    {
        get
        {
            if (Loaded?.Progress() is not { HasWork: true } progress) return TimeSpan.Zero;
            TimeSpan since = _time.GetUtcNow() - progress.LastProgress;
            return since > TimeSpan.Zero ? since : TimeSpan.Zero;
        }
    }

    private ReplicaLoad Load
    {
        get
        {
            EngineLoad? load = Loaded?.Progress().Load;
            return new ReplicaLoad(load?.WaitingTokens ?? 0, load?.Running ?? 0, AcceptsRequests: load is not null && !_draining);
        }
    }

    public void Begin(IReplicaLoader loader, Action<Exception> failed) => _loading = Task.Run(async () =>
    {
        try
        {
            LoadedReplica loaded = await loader.LoadAsync(_key, _version, _devices, _cache, share => Volatile.Write(ref _progress, share), _stop.Token).ConfigureAwait(false);
            _gate = new ReplicaGate(loaded.Tokens, new ReplicaGateOptions(), _time);
            return loaded;
        }
        catch (Exception error)
        {
            failed(error);
            throw;
        }
    });

    public ShardStatus StatusOf(ShardKey shard) => _loading switch
    {
        { IsFaulted: true } failed => new ShardStatus(ShardState.Failed, Problem: failed.Exception!.GetBaseException().Message),
        { IsCompletedSuccessfully: true } => new ShardStatus(ShardState.Ready, 1, MemoryOn(shard.Device)),
        { IsCanceled: true } => new ShardStatus(ShardState.Absent),
        _ => new ShardStatus(ShardState.Loading, Volatile.Read(ref _progress), MemoryOn(shard.Device)),
    };

    public long MemoryOn(int device) => _devices.Contains(device) ? _version.MemoryPerShard : 0;

    public HostedReplicaReport Report() => new(_key.ToString(), _devices, _version.MemoryPerShard, SinceProgress);

    public (long QueuedTokens, double CacheUse) Business() => (Loaded?.Progress().Load) is { } load ? (load.WaitingTokens, load.CacheUsage) : (0, 0);

    /// <summary>Opens a front's session. One of the same name that there was is over.</summary>
    /// <exception cref="InferenceException">The replica serves nobody.</exception>
    public ReplicaSession OpenSession(string name)
    {
        if (Loaded is null || _gate is null) throw new InferenceException(InferenceError.Unavailable, $"Replica {_key} does not serve.");
        ReplicaSession session = new(_gate, () => SinceProgress, _time);
        ReplicaSession? before;
        lock (_lock)
        {
            (ReplicaReport delta, ReplicaReport? full) = _cache.Report(Load, full: true);
            foreach (ReplicaSession other in _sessions.Values) other.Tell(delta);
            session.Tell(full!);
            _sessions.Remove(name, out before);
            _sessions[name] = session;
        }

        before?.Dispose();
        return session;
    }

    public ReplicaSession? SessionOf(string name)
    {
        lock (_lock) return _sessions.GetValueOrDefault(name);
    }

    public void CloseSession(string name, ReplicaSession session)
    {
        session.Dispose();
        lock (_lock)
        {
            if (_sessions.GetValueOrDefault(name) == session) _sessions.Remove(name);
        }
    }

    /// <summary>Tells all fronts how the replica does, and closes the sessions of those that do not listen.</summary>
    public void Beat()
    {
        KeyValuePair<string, ReplicaSession>[] gone;
        lock (_lock)
        {
            if (_sessions.Count == 0) return;
            (ReplicaReport delta, _) = _cache.Report(Load, full: false);
            foreach (ReplicaSession session in _sessions.Values) session.Tell(delta);
            gone = [.. _sessions.Where(session => session.Value.Unread > _options.SessionPatience)];
        }

        foreach ((string name, ReplicaSession session) in gone) CloseSession(name, session);
    }

    public Task DrainAsync()
    {
        _draining = true;
        Beat();
        return _gate?.DrainAsync() ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        KeyValuePair<string, ReplicaSession>[] sessions;
        lock (_lock) sessions = [.. _sessions];
        foreach ((string name, ReplicaSession session) in sessions) CloseSession(name, session);
        try
        {
            if (_loading is not null) await (await _loading.ConfigureAwait(false)).Owner.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It was never there; its status has said so.
        }
    }
}
