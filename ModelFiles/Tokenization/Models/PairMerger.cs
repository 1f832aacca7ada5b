namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>
/// Joins neighbouring symbols, lowest rank first and then leftmost, until no pair has a merge. Short words are scanned; long ones go
/// through a heap, so that a text of n symbols costs O(n log n). Holds scratch space: one for each thread.
/// </summary>
internal sealed class PairMerger
{
    private const int ScanLimit = 40;
    [ThreadStatic]
    private static PairMerger? _ofThread;
    private int[] _previous = [];
    private int[] _next = [];

    /// <summary>(rank, position) in one number: the order of the heap.</summary>
    private readonly PriorityQueue<int, ulong> _queue = new();

    public static PairMerger OfThread => _ofThread ??= new PairMerger();

    /// <summary>Merges in place; returns how many symbols are left, at the front.</summary>
    public int Merge(Span<int> symbols, PairTable merges) =>
        symbols.Length <= ScanLimit ? Scan(symbols, merges) : MergeByHeap(symbols, merges);

    private static int Scan(Span<int> symbols, PairTable merges)
    {
        // ranks[i] and merged[i] are those of the pair (i, i + 1).
        Span<int> ranks = stackalloc int[ScanLimit], merged = stackalloc int[ScanLimit];
        int count = symbols.Length;
        for (int i = 0; i + 1 < count; i++)
            ranks[i] = merges.TryGet(symbols[i], symbols[i + 1], out int rank, out merged[i]) ? rank : int.MaxValue;
        while (count > 1)
        {
            int best = int.MaxValue, at = -1;
            for (int i = 0; i + 1 < count; i++)
            {
                if (ranks[i] < best)
                {
                    best = ranks[i];
                    at = i;
                }
            }
            if (at < 0)
                break;
            symbols[at] = merged[at];
            count--;
            symbols[(at + 2)..(count + 1)].CopyTo(symbols[(at + 1)..]);
            if (at + 1 < count)
            {
                ranks[(at + 2)..count].CopyTo(ranks[(at + 1)..]);
                merged[(at + 2)..count].CopyTo(merged[(at + 1)..]);
                ranks[at] = merges.TryGet(symbols[at], symbols[at + 1], out int rank, out merged[at]) ? rank : int.MaxValue;
            }
            if (at > 0)
                ranks[at - 1] = merges.TryGet(symbols[at - 1], symbols[at], out int rank, out merged[at - 1]) ? rank : int.MaxValue;
        }
        return count;
    }

    private int MergeByHeap(Span<int> symbols, PairTable merges)
    {
        int count = symbols.Length;
        if (_next.Length < count)
        {
            _next = new int[Math.Max(count, 1024)];
            _previous = new int[_next.Length];
        }
        _queue.Clear();
        for (int i = 0; i < count; i++)
        {
            _previous[i] = i - 1;
            _next[i] = i + 1 < count ? i + 1 : -1;
            if (i + 1 < count)
                Offer(symbols, merges, i, i + 1);
        }
        while (_queue.TryDequeue(out int left, out ulong priority))
        {
            // A symbol that was merged away is -1. An entry that no longer says what the pair says is out of date.
            int right = symbols[left] < 0 ? -1 : _next[left];
            if (right < 0 || !merges.TryGet(symbols[left], symbols[right], out int rank, out int joined) || (ulong)rank != priority >> 32)
                continue;
            symbols[left] = joined;
            symbols[right] = -1;
            int after = _next[right];
            _next[left] = after;
            if (after >= 0)
            {
                _previous[after] = left;
                Offer(symbols, merges, left, after);
            }
            if (_previous[left] >= 0)
                Offer(symbols, merges, _previous[left], left);
        }
        int kept = 0;
        foreach (int symbol in symbols)
        {
            if (symbol >= 0)
                symbols[kept++] = symbol;
        }
        Release();
        return kept;
    }

    private void Offer(Span<int> symbols, PairTable merges, int left, int right)
    {
        if (merges.TryGet(symbols[left], symbols[right], out int rank, out _))
            _queue.Enqueue(left, ((ulong)(uint)rank << 32) | (uint)left);
    }

    /// <summary>One huge text must not hold its memory for good.</summary>
    private void Release()
    {
        if (_next.Length <= 1 << 20)
            return;
        _next = [];
        _previous = [];
        _queue.TrimExcess();
    }
}
