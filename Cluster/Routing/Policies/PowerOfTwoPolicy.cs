namespace Inference.Cluster.Routing.Policies;

/// <summary>The lighter of two drawn by lot: nearly as even as the lightest of all, and not misled by reports that are old.</summary>
internal sealed class PowerOfTwoPolicy(CounterRandom random) : IRoutingPolicy
{
    public int Choose(RoutingView view, in RoutingQuery query)
    {
        int[] accepting = view.Table.Accepting;
        if (accepting.Length == 0) return -1;
        int first = random.Next(accepting.Length);
        int second = accepting.Length == 1 ? first : (first + 1 + random.Next(accepting.Length - 1)) % accepting.Length;
        (int one, int other) = (accepting[first], accepting[second]);
        bool skipOne = query.Avoid.Contains(one), skipOther = query.Avoid.Contains(other);
        if (skipOne && skipOther) return view.Lightest(first, query.Avoid);
        if (skipOne || skipOther) return skipOne ? other : one;
        return view.Load[other] < view.Load[one] ? other : one;
    }
}
