namespace Inference.Engine.Caching;

/// <summary>Free blocks, the one to be reused first at the front. Every operation takes constant time.</summary>
internal sealed class FreeBlockList
{
    private const int Absent = -1;

    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int _ends;

    /// <summary>A list that may hold blocks 0 … <paramref name="blockCount"/> − 1, empty.</summary>
    public FreeBlockList(int blockCount)
    {
        // One more entry closes the ring: its next is the front, its previous the back.
        _ends = blockCount;
        _next = new int[blockCount + 1];
        _previous = new int[blockCount + 1];
        Array.Fill(_next, Absent);
        _next[_ends] = _previous[_ends] = _ends;
    }

    public int Count { get; private set; }

    public bool Contains(int block) => _next[block] != Absent;

    public void AddFront(int block) => Insert(block, _ends, _next[_ends]);

    public void AddBack(int block) => Insert(block, _previous[_ends], _ends);

    public bool TryTakeFront(out int block)
    {
        block = _next[_ends];
        if (block == _ends) return false;
        Remove(block);
        return true;
    }

    public void Remove(int block)
    {
        if (!Contains(block)) throw new InvalidOperationException($"Block {block} is not free.");
        _next[_previous[block]] = _next[block];
        _previous[_next[block]] = _previous[block];
        _next[block] = Absent;
        Count--;
    }

    /// <summary>Front to back.</summary>
    public IEnumerable<int> Blocks()
    {
        for (int block = _next[_ends]; block != _ends; block = _next[block]) yield return block;
    }

    private void Insert(int block, int before, int after)
    {
        if (Contains(block)) throw new InvalidOperationException($"Block {block} is free already.");
        _next[before] = _previous[after] = block;
        _previous[block] = before;
        _next[block] = after;
        Count++;
    }
}
