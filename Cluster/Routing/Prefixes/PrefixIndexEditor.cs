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
        Editable(PrefixNode.NodeOf(key), PrefixNode.BucketOf(key)).Add(key, slot);
        return true;
    }

    /// <summary>False where it was not there.</summary>
    public bool Remove(ulong key, int slot)
    {
        if (!Has(key, slot)) return false;
        Editable(PrefixNode.NodeOf(key), PrefixNode.BucketOf(key)).Remove(key, slot);
        return true;
    }

    /// <summary>Forgets what some replicas have: one pass over everything.</summary>
    public void RemoveAll(IReadOnlyList<int> slots)
    {
        for (int i = 0; i < PrefixNode.Fan; i++)
        {
            for (int j = 0; j < PrefixNode.Fan && _nodes[i] is not null; j++)
            {
                if (_nodes[i]!.Buckets[j]?.Names(slots) == true) Editable(i, j).RemoveAll(slots);
            }
        }
    }

    /// <summary>What has been edited, which stays as it is from now on.</summary>
    public PrefixIndex Publish()
    {
        _edit++;
        return new PrefixIndex([.. _nodes]);
    }

    private bool Has(ulong key, int slot) => _nodes[PrefixNode.NodeOf(key)]?.Buckets[PrefixNode.BucketOf(key)]?.Find(key).Contains(slot) == true;

    private PrefixBucket Editable(int at, int bucketAt)
    {
        ref PrefixNode? node = ref _nodes[at];
        if (node is null) node = new PrefixNode(_edit);
        else if (node.Edit != _edit) node = node.CopyFor(_edit);
        ref PrefixBucket? bucket = ref node.Buckets[bucketAt];
        if (bucket is null) bucket = new PrefixBucket(_edit);
        else if (bucket.Edit != _edit) bucket = bucket.CopyFor(_edit);
        return bucket;
    }
}
