using Inference.Contracts;

namespace Inference.Cluster.Routing.Reports;

/// <summary>A replica's side of its reports: collects what its cache gains and loses. Not for several threads.</summary>
/// <param name="replica">Who reports.</param>
/// <param name="incarnation">Higher each time that it starts anew.</param>
public sealed class ReplicaReporter(ReplicaId replica, long incarnation)
{
    private readonly HashSet<PrefixHash> _cached = [], _added = [], _removed = [];
    private long _sequence;

    public void Cached(PrefixHash block)
    {
        if (!_cached.Add(block)) return;
        if (!_removed.Remove(block)) _added.Add(block);
    }

    public void Evicted(PrefixHash block)
    {
        if (!_cached.Remove(block)) return;
        if (!_added.Remove(block)) _removed.Add(block);
    }

    /// <summary>What is new since the last report.</summary>
    public ReplicaReport Delta(ReplicaLoad load)
    {
        ReplicaReport report = Make(load) with { Added = [.. _added], Removed = [.. _removed] };
        Forget();
        return report;
    }

    /// <summary>Everything, for a router that has missed something.</summary>
    public ReplicaReport Full(ReplicaLoad load)
    {
        Forget();
        return Make(load) with { IsFull = true, Added = [.. _cached] };
    }

    private ReplicaReport Make(ReplicaLoad load) => new() { Replica = replica, Incarnation = incarnation, Sequence = ++_sequence, Load = load };

    private void Forget()
    {
        _added.Clear();
        _removed.Clear();
    }
}
