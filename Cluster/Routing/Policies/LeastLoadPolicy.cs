namespace Inference.Cluster.Routing.Policies;

/// <summary>The replica with the fewest tokens before it.</summary>
internal sealed class LeastLoadPolicy(CounterRandom random) : IRoutingPolicy
{
    public int Choose(RoutingView view, in RoutingQuery query) => view.Lightest(random.Next(int.MaxValue), query.Avoid);
}
