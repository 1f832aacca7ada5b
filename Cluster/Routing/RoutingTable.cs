using Inference.Cluster.Routing.Prefixes;
using Inference.Cluster.Routing.Reports;

namespace Inference.Cluster.Routing;

/// <summary>The replicas of one model as they were known at one time. Immutable.</summary>
public sealed class RoutingTable
{
    private readonly RoutingEntry?[] _bySlot;

    internal RoutingTable(long version, RoutingEntry?[] bySlot, PrefixIndex prefixes)
    {
        (Version, _bySlot, Prefixes) = (version, bySlot, prefixes);
        Accepting = [.. Enumerable.Range(0, bySlot.Length).Where(slot => bySlot[slot]?.Load.AcceptsRequests == true)];
    }

    public static RoutingTable Empty { get; } = new(0, [], PrefixIndex.Empty);

    /// <summary>Higher with each change.</summary>
    public long Version { get; }

    /// <summary>One more than the highest slot. A replica has a slot as long as it lives; slots may be free.</summary>
    public int Slots => _bySlot.Length;

    /// <summary>Replicas that take requests.</summary>
    public int Replicas => Accepting.Length;

    internal PrefixIndex Prefixes { get; }

    /// <summary>The slots of the replicas that take requests.</summary>
    internal int[] Accepting { get; }

    public ReplicaId? ReplicaAt(int slot) => _bySlot[slot]?.Replica;

    /// <summary>The slot of a replica, or −1.</summary>
    public int SlotOf(ReplicaId replica) => Array.FindIndex(_bySlot, entry => entry?.Replica == replica);

    internal RoutingEntry? At(int slot) => slot < _bySlot.Length ? _bySlot[slot] : null;
}

/// <summary>A replica in a table.</summary>
/// <param name="Replica">Who.</param>
/// <param name="Incarnation">Of it.</param>
/// <param name="Sequence">Its last report.</param>
/// <param name="Load">As of then.</param>
/// <param name="NameHash">Of its name, the same in every process.</param>
internal sealed record RoutingEntry(ReplicaId Replica, long Incarnation, long Sequence, ReplicaLoad Load, ulong NameHash);
