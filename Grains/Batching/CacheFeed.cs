using Inference.Cluster;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;
using Inference.Engine.Caching;

namespace Inference.Grains.Batching;

/// <summary>Collects what the cache gains and loses, on the engine's thread, for the reports that routers get.</summary>
internal sealed class CacheFeed(ReplicaId replica) : ICacheWatch
{
    private readonly Lock _lock = new();
    private readonly ReplicaReporter _reporter = new(replica, incarnation: 0);

    public void Cached(PrefixHash block)
    {
        lock (_lock) _reporter.Cached(block);
    }

    public void Evicted(PrefixHash block)
    {
        lock (_lock) _reporter.Evicted(block);
    }

    /// <summary>What is new, for all; and where one is new among them, everything for it.</summary>
    public (ReplicaReport Delta, ReplicaReport? Full) Report(ReplicaLoad load, bool full)
    {
        lock (_lock)
        {
            ReplicaReport delta = _reporter.Delta(load);
            return (delta, full ? _reporter.Current(load) : null);
        }
    }
}
