using Inference.Contracts;

namespace Inference.Engine.Caching;

/// <summary>The hashes of a sequence's full blocks, computed when first asked for and kept.</summary>
internal sealed class PrefixChain
{
    private readonly PrefixHash _root;
    private readonly List<PrefixHash> _hashes;

    public PrefixChain(PrefixHash root) : this(root, [])
    {
    }

    private PrefixChain(PrefixHash root, List<PrefixHash> hashes) => (_root, _hashes) = (root, hashes);

    /// <summary>The hash of a full block, among tokens that have not changed since the last call up to that block's end.</summary>
    public PrefixHash HashOf(int block, ReadOnlySpan<int> tokens)
    {
        while (_hashes.Count <= block)
        {
            PrefixHash parent = _hashes.Count == 0 ? _root : _hashes[^1];
            _hashes.Add(parent.Next(tokens.Slice(_hashes.Count * TokenBlock.Size, TokenBlock.Size)));
        }

        return _hashes[block];
    }

    /// <summary>A chain for a sequence that begins with the same tokens, so many.</summary>
    public PrefixChain Fork(int tokens) => new(_root, _hashes[..Math.Min(_hashes.Count, tokens / TokenBlock.Size)]);
}
