namespace Inference.Cluster.Routing.Policies;

/// <summary>One replica after the other.</summary>
internal sealed class RoundRobinPolicy : IRoutingPolicy
{
    private uint _next;

    public int Choose(RoutingView view, in RoutingQuery query)
    {
        int[] accepting = view.Table.Accepting;
        for (int tries = 0; tries < accepting.Length; tries++)
        {
            int slot = accepting[Interlocked.Increment(ref _next) % (uint)accepting.Length];
            if (!query.Avoid.Contains(slot)) return slot;
        }

        return -1;
    }
}
