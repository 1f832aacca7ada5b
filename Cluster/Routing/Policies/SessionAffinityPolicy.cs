namespace Inference.Cluster.Routing.Policies;

/// <summary>
/// The requests of one conversation go to one replica: the one that wins a draw over both names, so that few conversations
/// move when replicas come and go. One that is loaded far above the mean is passed over.
/// </summary>
internal sealed class SessionAffinityPolicy(IRoutingPolicy withoutSession, double loadBound) : IRoutingPolicy
{
    public int Choose(RoutingView view, in RoutingQuery query)
    {
        if (query.Session == 0) return withoutSession.Choose(view, query);
        double most = (view.MeanLoad() + query.PromptTokens) * loadBound;
        (int best, ulong highest) = (-1, 0);
        foreach (int slot in view.Table.Accepting)
        {
            ulong draw = CounterRandom.Mix(query.Session ^ view.Table.At(slot)!.NameHash);
            if (best >= 0 && draw <= highest) continue;
            if (view.Load[slot] <= most && !query.Avoid.Contains(slot)) (best, highest) = (slot, draw);
        }

        return best >= 0 ? best : withoutSession.Choose(view, query);
    }
}
