using Inference.Contracts;

namespace Inference.Engine.Caching;

/// <summary>
/// Who holds which block of the cache. A block is held by one sequence or shared by several, or it is free; a free block
/// that is full keeps its prefix hash until it is reused, so that a later hit revives it. Every operation takes constant time.
/// </summary>
internal sealed class BlockPool
{
    private readonly int[] _holders;
    private readonly FreeBlockList _free;
    private readonly PrefixIndex _prefixes;
    private readonly Action<int, int> _copy;

    /// <summary>A pool of free blocks.</summary>
    /// <param name="blockCount">How many.</param>
    /// <param name="copyBlock">Copies the contents of the first block to the second.</param>
    /// <param name="watch">Hears of the prefixes that are found here; null: nobody does.</param>
    public BlockPool(int blockCount, Action<int, int> copyBlock, ICacheWatch? watch = null)
    {
        _holders = new int[blockCount];
        _free = new FreeBlockList(blockCount);
        _prefixes = new PrefixIndex(blockCount, watch);
        _copy = copyBlock;
        for (int block = 0; block < blockCount; block++) _free.AddBack(block);
    }

    public int BlockCount => _holders.Length;

    public int FreeCount => _free.Count;

    public bool IsFree(int block) => _holders[block] == 0;

    public BlockUse UseOf(int block) => _holders[block] switch
    {
        0 => _prefixes.Contains(block) ? BlockUse.Cached : BlockUse.Free,
        1 => BlockUse.Held,
        _ => BlockUse.Shared,
    };

    /// <summary>Takes a free block, the longest unused of them; what it held before is lost.</summary>
    public bool TryTake(out int block)
    {
        if (!_free.TryTakeFront(out block)) return false;
        _prefixes.Remove(block);
        _holders[block] = 1;
        return true;
    }

    /// <summary>Adds a holder to a block that is held, or is free and still has its contents.</summary>
    public void Hold(int block)
    {
        if (_holders[block]++ == 0) _free.Remove(block);
    }

    public void Release(int block)
    {
        if (_holders[block] == 0) throw new InvalidOperationException($"Block {block} is released by no holder.");
        if (--_holders[block] > 0) return;
        if (_prefixes.Contains(block)) _free.AddBack(block);
        else _free.AddFront(block);
    }

    /// <summary>Before a block is written: where others hold it too, the caller's hold moves to a copy.</summary>
    /// <returns>False where there is no block for the copy; nothing has changed then.</returns>
    public bool TryMakeOwn(ref int block)
    {
        if (_holders[block] == 1) return true;
        if (!TryTake(out int copy)) return false;
        _copy(block, copy);
        Release(block);
        block = copy;
        return true;
    }

    public bool TryFind(PrefixHash hash, out int block) => _prefixes.TryFind(hash, out block);

    /// <summary>Lets a full, computed block be found by its prefix.</summary>
    public void Publish(int block, PrefixHash hash) => _prefixes.Add(block, hash);

    /// <summary>The block's contents are not to be relied on: nobody finds it any more.</summary>
    public void Distrust(int block) => _prefixes.Remove(block);

    /// <summary>Throws unless free + held = total, every count equals the holders, and no block is in two states.</summary>
    public void CheckIntegrity(IEnumerable<BlockTable> tables)
    {
        int[] holders = new int[BlockCount];
        foreach (int block in tables.SelectMany(table => table.Held())) holders[block]++;
        for (int block = 0; block < BlockCount; block++)
        {
            if (holders[block] != _holders[block]) throw new InvalidOperationException($"Block {block} counts {_holders[block]} holders and has {holders[block]}.");
            if (_free.Contains(block) != (holders[block] == 0)) throw new InvalidOperationException($"Block {block} is both free and held, or neither.");
        }

        if (_free.Blocks().Count() != _free.Count) throw new InvalidOperationException("The free list has lost count.");
        if (_free.Count + holders.Count(count => count > 0) != BlockCount) throw new InvalidOperationException("Free and held blocks are not all blocks.");
        _prefixes.CheckIntegrity();
    }
}
