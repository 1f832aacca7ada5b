using System.Numerics;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>A hash table from a pair of numbers to a pair of numbers, all non-negative: open addressing, at most half full.</summary>
internal sealed class PairTable
{
    private const ulong Vacant = ulong.MaxValue;
    private Slot[] _slots;
    private int _count;

    public PairTable(int expected = 0)
    {
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, expected * 2L))];
        Array.Fill(_slots, new Slot(Vacant, 0, 0));
    }

    private readonly record struct Slot(ulong Key, int First, int Second);

    public int Count => _count;

    /// <summary>Adds or replaces.</summary>
    public void Set(int left, int right, int first, int second)
    {
        if ((_count + 1) * 2L > _slots.Length)
            Grow();
        ulong key = Key(left, right);
        int at = Find(key);
        if (_slots[at].Key == Vacant)
            _count++;
        _slots[at] = new Slot(key, first, second);
    }

    public bool TryGet(int left, int right, out int first, out int second)
    {
        ref readonly Slot slot = ref _slots[Find(Key(left, right))];
        first = slot.First;
        second = slot.Second;
        return slot.Key != Vacant;
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private int Find(ulong key)
    {
        int mask = _slots.Length - 1;
        int at = (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & mask;
        while (_slots[at].Key != key && _slots[at].Key != Vacant)
            at = (at + 1) & mask;
        return at;
    }

    private void Grow()
    {
        Slot[] old = _slots;
        _slots = new Slot[old.Length * 2];
        Array.Fill(_slots, new Slot(Vacant, 0, 0));
        foreach (Slot slot in old)
        {
            if (slot.Key != Vacant)
                _slots[Find(slot.Key)] = slot;
        }
    }
}
