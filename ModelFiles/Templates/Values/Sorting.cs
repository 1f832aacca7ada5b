using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>A stable sort by Python's order; a merge sort, because the library's sort may not be given an order that throws or contradicts itself.</summary>
internal static class Sorting
{
    public static T[] Stable<T>(Execution run, T[] items, Func<T, object?> keyOf, bool descending = false)
    {
        run.AllocateItems(items.Length * 2L);
        var keyed = new (T Item, object? Key)[items.Length];
        for (int i = 0; i < items.Length; i++) keyed[i] = (items[i], keyOf(items[i]));
        var spare = new (T Item, object? Key)[items.Length];
        for (int width = 1; width < items.Length; width *= 2)
        {
            for (int start = 0; start < items.Length; start += 2 * width)
            {
                Merge(run, keyed, spare, start, Math.Min(start + width, items.Length), Math.Min(start + (2 * width), items.Length), descending);
            }

            (keyed, spare) = (spare, keyed);
        }

        return Array.ConvertAll(keyed, pair => pair.Item);
    }

    private static void Merge<T>(
        Execution run, (T Item, object? Key)[] from, (T Item, object? Key)[] to, int left, int middle, int end, bool descending)
    {
        int right = middle;
        for (int at = left; at < end; at++)
        {
            bool takeRight = left == middle || (right < end && IsBefore(run, from[right].Key, from[left].Key, descending));
            to[at] = takeRight ? from[right++] : from[left++];
        }
    }

    private static bool IsBefore(Execution run, object? a, object? b, bool descending) =>
        descending ? Ordering.Holds(run, b, a, "<") : Ordering.Holds(run, a, b, "<");
}
