using Inference.Contracts;

namespace Inference.Engine.Caching;

/// <summary>The blocks of one sequence, in order. It holds at most one block that is not full once a step is over.</summary>
internal sealed class BlockTable(BlockPool pool, AttentionWindow window)
{
    /// <summary>Stands where a block behind the window was given back.</summary>
    public const int GivenBack = -1;

    private readonly List<int> _blocks = [];
    private int _givenBack;
    private int _published;

    public IReadOnlyList<int> Blocks => _blocks;

    public int HeldCount => _blocks.Count - _givenBack;

    public IEnumerable<int> Held() => _blocks.Skip(_givenBack);

    /// <summary>Makes room for tokens to be written behind <paramref name="computed"/> others, as far as blocks are free.</summary>
    /// <returns>For how many tokens there is room.</returns>
    public int MakeRoom(int computed, int tokens)
    {
        int first = computed / TokenBlock.Size;
        if (first < _blocks.Count)
        {
            int block = _blocks[first];
            if (!pool.TryMakeOwn(ref block)) return 0;
            _blocks[first] = block;
        }

        while (_blocks.Count * TokenBlock.Size < computed + tokens && pool.TryTake(out int block)) _blocks.Add(block);
        return Math.Min(tokens, (_blocks.Count * TokenBlock.Size) - computed);
    }

    /// <summary>Begins an empty table with what the cache has of a prefix.</summary>
    public void Adopt(PrefixMatch match)
    {
        if (_blocks.Count > 0) throw new InvalidOperationException("Only an empty table adopts a prefix.");
        _givenBack = match.FirstNeeded;
        for (int i = 0; i < match.FirstNeeded; i++) _blocks.Add(GivenBack);
        foreach (int block in match.Blocks)
        {
            pool.Hold(block);
            _blocks.Add(block);
        }

        _published = _blocks.Count;
    }

    /// <summary>Begins an empty table with another's blocks, shared until either writes.</summary>
    public void Share(BlockTable other)
    {
        if (_blocks.Count > 0) throw new InvalidOperationException("Only an empty table shares another's blocks.");
        foreach (int block in other.Held()) pool.Hold(block);
        _blocks.AddRange(other._blocks);
        _givenBack = other._givenBack;
        _published = other._published;
    }

    /// <summary>Lets the full blocks among so many computed tokens be found by their prefix.</summary>
    public void Publish(int computed, PrefixChain chain, ReadOnlySpan<int> tokens)
    {
        for (; _published < computed / TokenBlock.Size; _published++)
        {
            if (_published >= _givenBack) pool.Publish(_blocks[_published], chain.HashOf(_published, tokens));
        }
    }

    /// <summary>Gives back what is not needed any more with so many tokens computed: blocks behind the window, and room that was not used.</summary>
    public void Settle(int computed)
    {
        for (int behind = window.BlocksBehind(computed); _givenBack < behind; _givenBack++)
        {
            pool.Release(_blocks[_givenBack]);
            _blocks[_givenBack] = GivenBack;
        }

        for (int used = AttentionWindow.Blocks(computed); _blocks.Count > used; _blocks.RemoveAt(_blocks.Count - 1)) pool.Release(_blocks[^1]);
    }

    /// <summary>Gives back everything, the last block first: of a prefix, the beginning is what others are likeliest to share.</summary>
    /// <param name="trusted">False where a failed step may have left anything in the blocks.</param>
    public void Clear(bool trusted = true)
    {
        for (int i = _blocks.Count - 1; i >= _givenBack; i--)
        {
            if (!trusted) pool.Distrust(_blocks[i]);
            pool.Release(_blocks[i]);
        }

        _blocks.Clear();
        _givenBack = _published = 0;
    }
}
