using Inference.Cluster.Routing.Policies;

namespace Inference.Cluster.Routing;

/// <summary>The policies by the names that users choose them by.</summary>
public static class RoutingPolicies
{
    public const string RoundRobin = "round-robin", LeastLoad = "least-load", PowerOfTwo = "power-of-two", PrefixAware = "prefix-aware", SessionAffinity = "session-affinity";

    public static IReadOnlyList<string> Names { get; } = [RoundRobin, LeastLoad, PowerOfTwo, PrefixAware, SessionAffinity];

    /// <summary>The policy that the options name.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public static IRoutingPolicy Create(RoutingOptions options)
    {
        options.ThrowIfInvalid();
        CounterRandom random = new(options.Seed);
        return options.Policy switch
        {
            RoundRobin => new RoundRobinPolicy(),
            LeastLoad => new LeastLoadPolicy(random),
            PowerOfTwo => new PowerOfTwoPolicy(random),
            SessionAffinity => new SessionAffinityPolicy(new PrefixAwarePolicy(random, options.CacheWeight), options.SessionLoadBound),
            _ => new PrefixAwarePolicy(random, options.CacheWeight),
        };
    }
}
