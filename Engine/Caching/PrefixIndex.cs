using Inference.Contracts;

namespace Inference.Engine.Caching;

/// <summary>Which block holds which prefix: at most one block for a hash, at most one hash for a block.</summary>
/// <param name="blockCount">Of the cache.</param>
/// <param name="watch">Hears of what comes and goes; null: nobody does.</param>
internal sealed class PrefixIndex(int blockCount, ICacheWatch? watch = null)
{
    private const int MostAtFirst = 1 << 16;

    private readonly Dictionary<PrefixHash, int> _blocks = new(Math.Min(blockCount, MostAtFirst));
    private readonly PrefixHash?[] _hashes = new PrefixHash?[blockCount];

    public bool Contains(int block) => _hashes[block] is not null;

    public bool TryFind(PrefixHash hash, out int block) => _blocks.TryGetValue(hash, out block);

    /// <summary>Names a block; where another block has this name, that one keeps it.</summary>
    public void Add(int block, PrefixHash hash)
    {
        if (_hashes[block] is { } other && other != hash) throw new InvalidOperationException($"Block {block} has another hash already.");
        if (!_blocks.TryAdd(hash, block)) return;
        _hashes[block] = hash;
        watch?.Cached(hash);
    }

    public void Remove(int block)
    {
        if (_hashes[block] is not { } hash) return;
        _blocks.Remove(hash);
        _hashes[block] = null;
        watch?.Evicted(hash);
    }

    public void CheckIntegrity()
    {
        foreach ((PrefixHash hash, int block) in _blocks)
        {
            if (_hashes[block] != hash) throw new InvalidOperationException($"The index finds block {block} by a hash that is not its own.");
        }

        if (_hashes.Count(hash => hash is not null) != _blocks.Count) throw new InvalidOperationException("A block has a hash by which it is not found.");
    }
}
