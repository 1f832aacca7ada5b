namespace Inference.Cluster.Routing;

/// <summary>Chooses the replica for a request. Used by any thread, and never waits.</summary>
public interface IRoutingPolicy
{
    /// <summary>The slot of a replica that takes requests and is not to be avoided; −1 where there is none.</summary>
    int Choose(RoutingView view, in RoutingQuery query);
}
