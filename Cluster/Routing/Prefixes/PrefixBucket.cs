namespace Inference.Cluster.Routing.Prefixes;

/// <summary>The blocks whose keys begin alike, and who has each. Changed only by the edit that it belongs to.</summary>
internal sealed class PrefixBucket(long edit)
{
    private const int LeastCapacity = 4;
    private ulong[] _keys = new ulong[LeastCapacity];
    private ReplicaSet[] _holders = new ReplicaSet[LeastCapacity];

    public long Edit => edit;

    public int Count { get; private set; }

    public ReplicaSet Find(ulong key)
    {
        int at = _keys.AsSpan(0, Count).IndexOf(key);
        return at < 0 ? default : _holders[at];
    }

    public PrefixBucket CopyFor(long newEdit) => new(newEdit)
    {
        _keys = _keys.AsSpan(0, Math.Max(Count, LeastCapacity)).ToArray(),
        _holders = _holders.AsSpan(0, Math.Max(Count, LeastCapacity)).ToArray(),
        Count = Count,
    };

    public void Add(ulong key, int slot)
    {
        int at = _keys.AsSpan(0, Count).IndexOf(key);
        if (at < 0)
        {
            if (Count == _keys.Length)
            {
                Array.Resize(ref _keys, Count + LeastCapacity);
                Array.Resize(ref _holders, _keys.Length);
            }

            at = Count++;
            (_keys[at], _holders[at]) = (key, default);
        }

        _holders[at] = _holders[at].With(slot);
    }

    public void Remove(ulong key, int slot)
    {
        int at = _keys.AsSpan(0, Count).IndexOf(key);
        if (at >= 0) Keep(at, _holders[at].Without(slot));
    }

    /// <summary>Whether someone that is gone has a block here.</summary>
    public bool Names(IReadOnlyList<int> gone)
    {
        for (int i = 0; i < Count; i++)
        {
            foreach (int slot in gone)
            {
                if (_holders[i].Contains(slot)) return true;
            }
        }

        return false;
    }

    public void RemoveAll(IReadOnlyList<int> gone)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            ReplicaSet left = _holders[i];
            foreach (int slot in gone) left = left.Without(slot);
            Keep(i, left);
        }
    }

    private void Keep(int at, ReplicaSet holders)
    {
        if (!holders.IsEmpty)
        {
            _holders[at] = holders;
            return;
        }

        Count--;
        (_keys[at], _holders[at]) = (_keys[Count], _holders[Count]);
        _holders[Count] = default;
    }
}
