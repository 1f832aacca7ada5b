namespace Inference.Engine.Sampling;

/// <summary>Finds the greatest of many distinct keys without sorting them.</summary>
internal static class LargestKeys
{
    private const int HeapLimit = 512;

    /// <summary>Moves the <paramref name="count"/> greatest keys to the front, in no order.</summary>
    /// <returns>The least of them.</returns>
    public static ulong MoveToFront(Span<ulong> keys, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, keys.Length);
        return count <= HeapLimit ? ByHeap(keys, count) : ByPartition(keys, count);
    }

    private static ulong ByHeap(Span<ulong> keys, int count)
    {
        Span<ulong> heap = keys[..count];
        for (int parent = (count / 2) - 1; parent >= 0; parent--) SiftDown(heap, parent);
        for (int i = count; i < keys.Length; i++)
        {
            if (keys[i] <= heap[0]) continue;
            (heap[0], keys[i]) = (keys[i], heap[0]);
            SiftDown(heap, 0);
        }

        return heap[0];
    }

    private static void SiftDown(Span<ulong> heap, int parent)
    {
        for (int child; (child = (2 * parent) + 1) < heap.Length; parent = child)
        {
            if (child + 1 < heap.Length && heap[child + 1] < heap[child]) child++;
            if (heap[parent] <= heap[child]) return;
            (heap[parent], heap[child]) = (heap[child], heap[parent]);
        }
    }

    private static ulong ByPartition(Span<ulong> keys, int count)
    {
        int low = 0, high = keys.Length;
        while (high - low > 1)
        {
            int split = low + Partition(keys[low..high]);
            if (split >= count) high = split;
            else low = split;
        }

        return keys[count - 1];
    }

    /// <summary>Splits two or more keys into greater ones and lesser ones, neither empty.</summary>
    /// <returns>How many greater ones stand in front.</returns>
    public static int Partition(Span<ulong> keys)
    {
        ulong pivot = MedianOfThree(keys[0], keys[keys.Length / 2], keys[^1]);
        int left = -1, right = keys.Length;
        while (true)
        {
            do left++; while (keys[left] > pivot);
            do right--; while (keys[right] < pivot);
            if (left >= right) return Math.Max(left, 1);
            (keys[left], keys[right]) = (keys[right], keys[left]);
        }
    }

    private static ulong MedianOfThree(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
