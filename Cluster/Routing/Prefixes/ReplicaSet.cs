using System.Numerics;

namespace Inference.Cluster.Routing.Prefixes;

/// <summary>Some replicas, by slot. Immutable. Up to four lie in one word, more in a bit a slot.</summary>
internal readonly struct ReplicaSet
{
    private const int Few = 4, BitsPerSlot = 16, BitsPerWord = 64;
    private const ulong Nobody = ulong.MaxValue, SlotMask = 0xFFFF;

    private readonly ulong _few;
    private readonly ulong[]? _many;

    private ReplicaSet(ulong few, ulong[]? many) => (_few, _many) = (~few, many);

    public bool IsEmpty => _many is null ? SlotsInWord == Nobody : Array.TrueForAll(_many, word => word == 0);

    // Stored inverted, so that the default value is the empty set.
    private ulong SlotsInWord => ~_few;

    public bool Contains(int slot)
    {
        if (_many is not null) return slot / BitsPerWord < _many.Length && (_many[slot / BitsPerWord] >> (slot % BitsPerWord) & 1) != 0;
        for (int i = 0; i < Few; i++)
        {
            if ((SlotsInWord >> (i * BitsPerSlot) & SlotMask) == (ulong)slot) return true;
        }

        return false;
    }

    public ReplicaSet With(int slot)
    {
        if (Contains(slot)) return this;
        if (_many is not null)
        {
            ulong[] words = new ulong[Math.Max(_many.Length, (slot / BitsPerWord) + 1)];
            _many.CopyTo(words, 0);
            words[slot / BitsPerWord] |= 1UL << (slot % BitsPerWord);
            return new ReplicaSet(Nobody, words);
        }

        for (int i = 0; i < Few; i++)
        {
            int shift = i * BitsPerSlot;
            if ((SlotsInWord >> shift & SlotMask) == SlotMask) return new ReplicaSet((SlotsInWord & ~(SlotMask << shift)) | ((ulong)slot << shift), null);
        }

        ulong[] bits = new ulong[(slot / BitsPerWord) + 1];
        foreach (int member in this) Set(ref bits, member);
        Set(ref bits, slot);
        return new ReplicaSet(Nobody, bits);
    }

    public ReplicaSet Without(int slot)
    {
        if (!Contains(slot)) return this;
        if (_many is not null)
        {
            ulong[] words = [.. _many];
            words[slot / BitsPerWord] &= ~(1UL << (slot % BitsPerWord));
            return new ReplicaSet(Nobody, words);
        }

        ulong few = SlotsInWord;
        for (int i = 0; i < Few; i++)
        {
            if ((few >> (i * BitsPerSlot) & SlotMask) == (ulong)slot) few |= SlotMask << (i * BitsPerSlot);
        }

        return new ReplicaSet(few, null);
    }

    public Enumerator GetEnumerator() => new(this);

    private static void Set(ref ulong[] bits, int slot)
    {
        if (slot / BitsPerWord >= bits.Length) Array.Resize(ref bits, (slot / BitsPerWord) + 1);
        bits[slot / BitsPerWord] |= 1UL << (slot % BitsPerWord);
    }

    public struct Enumerator(ReplicaSet set)
    {
        private readonly ulong[]? _words = set._many;
        private ulong _rest = set._many is null ? set.SlotsInWord : set._many.Length > 0 ? set._many[0] : 0;
        private int _at;

        public int Current { get; private set; }

        public bool MoveNext() => _words is null ? MoveInWord() : MoveInBits();

        private bool MoveInWord()
        {
            while (_at < Few)
            {
                ulong slot = _rest & SlotMask;
                _rest >>= BitsPerSlot;
                _at++;
                if (slot == SlotMask) continue;
                Current = (int)slot;
                return true;
            }

            return false;
        }

        private bool MoveInBits()
        {
            while (_rest == 0)
            {
                if (++_at >= _words!.Length) return false;
                _rest = _words[_at];
            }

            Current = (_at * BitsPerWord) + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
