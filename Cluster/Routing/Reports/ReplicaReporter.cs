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

    /// <summary>Everything as of the last report, for a router that is new: the reports that follow continue it. Nothing may have come or gone since.</summary>
    public ReplicaReport Current(ReplicaLoad load)
    {
        if (_added.Count + _removed.Count > 0) throw new InvalidOperationException("There are changes that no report has told.");
        return Make(load, _sequence) with { IsFull = true, Added = [.. _cached] };
    }

    /// <summary>What is new since the last report.</summary>
    public ReplicaReport Delta(ReplicaLoad load)
    {
        ReplicaReport report = Make(load, ++_sequence) with { Added = [.. _added], Removed = [.. _removed] };
        Forget();
        return report;
    }

    /// <summary>Everything, for a router that has missed something.</summary>
    public ReplicaReport Full(ReplicaLoad load)
    {
        Forget();
        return Make(load, ++_sequence) with { IsFull = true, Added = [.. _cached] };
    }

    private ReplicaReport Make(ReplicaLoad load, long sequence) => new() { Replica = replica, Incarnation = incarnation, Sequence = sequence, Load = load };

    private void Forget()
    {
        _added.Clear();
        _removed.Clear();
    }
}
