namespace Inference.Cluster.Routing.Prefixes;

/// <summary>Makes the next index out of the last one. Not for several threads.</summary>
internal sealed class PrefixIndexEditor
{
    private readonly PrefixNode?[] _nodes = new PrefixNode?[PrefixNode.Fan];
    private long _edit;

    /// <summary>False where it was there already.</summary>
    public bool Add(ulong key, int slot)
    {
        if (Has(key, slot)) return false;
        Editable(key).Add(key, slot);
        return true;
    }

    /// <summary>False where it was not there.</summary>
    public bool Remove(ulong key, int slot)
    {
        if (!Has(key, slot)) return false;
        Editable(key).Remove(key, slot);
        return true;
    }

    /// <summary>Forgets what some replicas have: one pass over everything.</summary>
    public void RemoveAll(IReadOnlyList<int> slots)
    {
        for (int i = 0; i < PrefixNode.Fan; i++)
        {
            for (int j = 0; j < PrefixNode.Fan && _nodes[i] is not null; j++)
            {
                if (_nodes[i]!.Buckets[j]?.Names(slots) == true) Editable(((ulong)i << 56) | ((ulong)j << 48)).RemoveAll(slots);
            }
        }
    }

    /// <summary>What has been edited, which stays as it is from now on.</summary>
    public PrefixIndex Publish()
    {
        _edit++;
        return new PrefixIndex([.. _nodes]);
    }

    private bool Has(ulong key, int slot) => _nodes[key >> 56]?.Buckets[(key >> 48) & 0xFF]?.Find(key).Contains(slot) == true;

    private PrefixBucket Editable(ulong key)
    {
        ref PrefixNode? node = ref _nodes[key >> 56];
        if (node is null) node = new PrefixNode(_edit);
        else if (node.Edit != _edit) node = node.CopyFor(_edit);
        ref PrefixBucket? bucket = ref node.Buckets[(key >> 48) & 0xFF];
        if (bucket is null) bucket = new PrefixBucket(_edit);
        else if (bucket.Edit != _edit) bucket = bucket.CopyFor(_edit);
        return bucket;
    }
}
