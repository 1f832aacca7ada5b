namespace Inference.Cluster.Routing.Prefixes;

/// <summary>
/// Which replicas have which blocks in their caches. Immutable: a tree of two levels of 1,024 over small buckets; an edit copies the
/// buckets that it touches and shares the others.
/// </summary>
internal sealed class PrefixIndex
{
    private readonly PrefixNode?[] _nodes;

    internal PrefixIndex(PrefixNode?[] nodes) => _nodes = nodes;

    public static PrefixIndex Empty { get; } = new(new PrefixNode?[PrefixNode.Fan]);

    public ReplicaSet Find(ulong key) => _nodes[PrefixNode.NodeOf(key)]?.Buckets[PrefixNode.BucketOf(key)]?.Find(key) ?? default;

    public int Count() => _nodes.Sum(node => node?.Buckets.Sum(bucket => bucket?.Count ?? 0) ?? 0);
}

internal sealed class PrefixNode(long edit)
{
    public const int Fan = 1 << FanBits;
    private const int FanBits = 10, KeyBits = 64;

    public long Edit => edit;

    public PrefixBucket?[] Buckets { get; private init; } = new PrefixBucket?[Fan];

    public static int NodeOf(ulong key) => (int)(key >> (KeyBits - FanBits));

    public static int BucketOf(ulong key) => (int)(key >> (KeyBits - (2 * FanBits))) & (Fan - 1);

    public PrefixNode CopyFor(long newEdit) => new(newEdit) { Buckets = [.. Buckets] };
}
