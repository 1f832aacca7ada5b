using Inference.Cluster.Routing.Prefixes;
using Inference.Cluster.Routing.Reports;

namespace Inference.Cluster.Routing;

/// <summary>Makes routing tables out of what the replicas of one model report. For any thread.</summary>
/// <param name="options">Read once.</param>
public sealed class RoutingDirectory(RoutingOptions options)
{
    private const int MostDead = 4096;
    private readonly Lock _lock = new();
    private readonly PrefixIndexEditor _prefixes = new();
    private readonly Dictionary<ReplicaId, KnownReplica> _known = [];
    private readonly Dictionary<ReplicaId, long> _dead = [];
    private readonly Queue<ReplicaId> _deadInOrder = [];
    private readonly List<KnownReplica?> _bySlot = [];
    private readonly Stack<int> _free = [];
    private readonly List<int> _retired = [];
    private RoutingTable _current = RoutingTable.Empty;
    private bool _changed;

    /// <summary>The latest table that was published.</summary>
    public RoutingTable Current => Volatile.Read(ref _current);

    /// <summary>Takes note of a report. Tables show it from the next <see cref="Publish"/> on.</summary>
    public ReportOutcome Apply(ReplicaReport report)
    {
        lock (_lock)
        {
            KnownReplica? known = _known.GetValueOrDefault(report.Replica);
            if (known is not null && (report.Incarnation < known.Incarnation || (report.Incarnation == known.Incarnation && report.Sequence <= known.Sequence))) return ReportOutcome.Stale;
            if (known is null && report.Incarnation <= _dead.GetValueOrDefault(report.Replica, long.MinValue)) return ReportOutcome.Stale;
            _changed = true;
            bool follows = known is { IsInStep: true } && report.Incarnation == known.Incarnation && report.Sequence == known.Sequence + 1;
            if (known is null || report.IsFull || report.Incarnation != known.Incarnation)
            {
                if (known is not null) Retire(known);
                known = _known[report.Replica] = Enter(report);
                follows = known.IsInStep = report.IsFull || report.Sequence == 1;
            }

            (known.Sequence, known.Load) = (report.Sequence, report.Load);
            if (!follows)
            {
                known.IsInStep = false;
                return ReportOutcome.NeedsResync;
            }

            foreach (var block in report.Removed) Remove(known, PromptPrefix.KeyOf(block));
            foreach (var block in report.Added) Add(known, PromptPrefix.KeyOf(block));
            return ReportOutcome.Applied;
        }
    }

    /// <summary>Forgets a replica that is gone. Reports of its life so far that come late do not bring it back; only a new incarnation does.</summary>
    public void Remove(ReplicaId replica)
    {
        lock (_lock)
        {
            if (!_known.Remove(replica, out KnownReplica? known)) return;
            if (_dead.TryAdd(replica, known.Incarnation)) _deadInOrder.Enqueue(replica);
            else _dead[replica] = known.Incarnation;
            if (_deadInOrder.Count > MostDead) _dead.Remove(_deadInOrder.Dequeue());
            Retire(known);
            _changed = true;
        }
    }

    /// <summary>A table of all that is known now; the last one where nothing is new.</summary>
    public RoutingTable Publish()
    {
        lock (_lock)
        {
            if (!_changed) return _current;
            if (_retired.Count > 0 && _retired.Count >= _bySlot.Count / options.SweepFraction) Sweep();
            RoutingEntry?[] entries = [.. _bySlot.Select(known => known is null ? null : known.Entry)];
            Volatile.Write(ref _current, new RoutingTable(_current.Version + 1, entries, _prefixes.Publish()));
            _changed = false;
            return _current;
        }
    }

    private KnownReplica Enter(ReplicaReport report)
    {
        if (!_free.TryPop(out int slot))
        {
            if (_bySlot.Count == RoutingOptions.MaxSlots) Sweep();
            if (!_free.TryPop(out slot))
            {
                slot = _bySlot.Count;
                if (slot == RoutingOptions.MaxSlots) throw new InvalidOperationException($"A table has no place for more than {RoutingOptions.MaxSlots} replicas.");
                _bySlot.Add(null);
            }
        }

        KnownReplica known = new(report.Replica, report.Incarnation, slot);
        _bySlot[slot] = known;
        return known;
    }

    /// <summary>Its blocks stay in the index, for nobody, until the next sweep; so long the slot stays free.</summary>
    private void Retire(KnownReplica known)
    {
        _bySlot[known.Slot] = null;
        if (known.Blocks == 0) _free.Push(known.Slot);
        else _retired.Add(known.Slot);
    }

    private void Sweep()
    {
        _prefixes.RemoveAll(_retired);
        foreach (int slot in _retired) _free.Push(slot);
        _retired.Clear();
    }

    private void Add(KnownReplica known, ulong key)
    {
        if (known.Blocks >= options.MaxBlocksPerReplica) return;
        if (_prefixes.Add(key, known.Slot)) known.Blocks++;
    }

    private void Remove(KnownReplica known, ulong key)
    {
        if (_prefixes.Remove(key, known.Slot)) known.Blocks--;
    }

    private sealed class KnownReplica(ReplicaId replica, long incarnation, int slot)
    {
        public long Incarnation => incarnation;

        public int Slot => slot;

        public long Sequence { get; set; }

        public ReplicaLoad Load { get; set; }

        public ulong NameHash { get; } = StableHash.Of(replica.Name);

        public RoutingEntry Entry => new(replica, incarnation, Sequence, Load, NameHash);

        /// <summary>Whether all reports up to the last one were here.</summary>
        public bool IsInStep { get; set; }

        /// <summary>Its blocks in the index.</summary>
        public int Blocks { get; set; }
    }
}
