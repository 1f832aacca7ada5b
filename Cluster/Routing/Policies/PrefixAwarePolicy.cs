using Inference.Cluster.Routing.Prefixes;
using Inference.Contracts;

namespace Inference.Cluster.Routing.Policies;

/// <summary>
/// The replica that has the fewest tokens to compute before the request's first one: its queue, and of the prompt what its
/// cache lacks. A cache that has a block has those before it, or as good as; so the longest known prefix is found by bisection, and
/// shorter ones are looked at only as long as they could win.
/// </summary>
internal sealed class PrefixAwarePolicy(CounterRandom random, double cacheWeight) : IRoutingPolicy
{
    public int Choose(RoutingView view, in RoutingQuery query)
    {
        int lightest = view.Lightest(random.Next(int.MaxValue), query.Avoid);
        if (lightest < 0 || query.Prefix.IsEmpty) return lightest;

        double floor = view.Load[lightest];
        (int best, double cost) = (lightest, floor);
        for (int blocks = LongestKnown(view.Table.Prefixes, query.Prefix); blocks > 0; blocks /= 2)
        {
            double saved = blocks * TokenBlock.Size * cacheWeight;
            if (floor - saved >= cost) break;
            foreach (int slot in view.Table.Prefixes.Find(query.Prefix[blocks - 1]))
            {
                if (view.Table.At(slot) is not { Load.AcceptsRequests: true } || view.Load[slot] - saved >= cost || query.Avoid.Contains(slot)) continue;
                (best, cost) = (slot, view.Load[slot] - saved);
            }
        }

        return best;
    }

    /// <summary>Blocks of the longest prefix that anyone has.</summary>
    private static int LongestKnown(PrefixIndex index, ReadOnlySpan<ulong> prefix)
    {
        if (!IsKnown(index, prefix[0])) return 0;
        int known = 1, unknown = prefix.Length + 1;
        while (unknown - known > 1)
        {
            int middle = (known + unknown) / 2;
            if (IsKnown(index, prefix[middle - 1])) known = middle;
            else unknown = middle;
        }

        return known;
    }

    private static bool IsKnown(PrefixIndex index, ulong key) => !index.Find(key).IsEmpty;
}
