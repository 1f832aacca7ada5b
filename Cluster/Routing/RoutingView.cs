namespace Inference.Cluster.Routing;

/// <summary>A table, and the load that each of its replicas has by what was reported and by what was sent there since.</summary>
public sealed class RoutingView
{
    private readonly long[] _load;

    internal RoutingView(RoutingTable table, long[] load) => (Table, _load) = (table, load);

    public RoutingTable Table { get; }

    /// <summary>By slot, in queued tokens. Other threads add to it.</summary>
    internal long[] Load => _load;

    /// <summary>The next view, of a newer table: what was sent to a replica counts until it reports again.</summary>
    internal static RoutingView Of(RoutingTable table, RoutingView? last, int runningWeight)
    {
        long[] load = new long[table.Slots];
        for (int slot = 0; slot < load.Length; slot++)
        {
            if (table.At(slot) is not { } entry) continue;
            RoutingEntry? before = last?.Table.At(slot);
            bool same = before is not null && before.Replica == entry.Replica && before.Incarnation == entry.Incarnation && before.Sequence == entry.Sequence;
            load[slot] = same ? Volatile.Read(ref last!._load[slot]) : entry.Load.QueuedTokens + ((long)entry.Load.Running * runningWeight);
        }

        return new RoutingView(table, load);
    }

    /// <summary>The slot of the replica with the least load, or −1. Of equal ones, the first from the given place on.</summary>
    internal int Lightest(int from, ReadOnlySpan<int> avoid)
    {
        ReadOnlySpan<int> accepting = Table.Accepting;
        if (accepting.IsEmpty) return -1;
        from %= accepting.Length;
        (int best, long least) = (-1, long.MaxValue);
        Scan(accepting[from..], avoid, ref best, ref least);
        Scan(accepting[..from], avoid, ref best, ref least);
        return best;
    }

    /// <summary>The mean load of the replicas that take requests.</summary>
    internal double MeanLoad()
    {
        double sum = 0;
        foreach (int slot in Table.Accepting) sum += _load[slot];
        return Table.Accepting.Length == 0 ? 0 : sum / Table.Accepting.Length;
    }

    private void Scan(ReadOnlySpan<int> slots, ReadOnlySpan<int> avoid, ref int best, ref long least)
    {
        long[] load = _load;
        foreach (int slot in slots)
        {
            if (load[slot] < least && !avoid.Contains(slot)) (best, least) = (slot, load[slot]);
        }
    }
}
