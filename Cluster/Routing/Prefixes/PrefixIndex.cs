namespace Inference.Cluster.Routing.Prefixes;

/// <summary>
/// Which replicas have which blocks in their caches. Immutable: a tree of two levels of 256 over buckets; an edit copies the
/// buckets that it touches and shares the others.
/// </summary>
internal sealed class PrefixIndex
{
    private readonly PrefixNode?[] _nodes;

    internal PrefixIndex(PrefixNode?[] nodes) => _nodes = nodes;

    public static PrefixIndex Empty { get; } = new(new PrefixNode?[PrefixNode.Fan]);

    internal ReadOnlySpan<PrefixNode?> Nodes => _nodes;

    public ReplicaSet Find(ulong key) => _nodes[key >> 56]?.Buckets[(key >> 48) & 0xFF]?.Find(key) ?? default;

    public int Count() => _nodes.Sum(node => node?.Buckets.Sum(bucket => bucket?.Count ?? 0) ?? 0);
}

internal sealed class PrefixNode(long edit)
{
    public const int Fan = 256;

    public long Edit => edit;

    public PrefixBucket?[] Buckets { get; private init; } = new PrefixBucket?[Fan];

    public PrefixNode CopyFor(long newEdit) => new(newEdit) { Buckets = [.. Buckets] };
}
