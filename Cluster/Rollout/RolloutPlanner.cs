namespace Inference.Cluster.Rollout;

/// <summary>A replica as a rollout sees it.</summary>
/// <param name="Id">Of the replica.</param>
/// <param name="Version">That it loads or serves.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="IsOnDrainingNode">Whether its node is to be emptied.</param>
public sealed record RolloutReplica(ReplicaId Id, string Version, ReplicaState State, bool IsOnDrainingNode = false);

/// <summary>A step of a rollout.</summary>
public abstract record RolloutAction
{
    /// <summary>A new replica is to be placed and loaded.</summary>
    public sealed record Start(string Version) : RolloutAction;

    /// <summary>A replica is to take no more requests, and to stop when it has none.</summary>
    public sealed record Drain(ReplicaId Replica) : RolloutAction;
}

/// <summary>
/// Brings a model's replicas to what is wanted, surge first: what is to go drains only when what replaces it is ready, so that there
/// are never fewer ready replicas than there were wanted ones ready, and no request is dropped. To be asked again after each change.
/// </summary>
public static class RolloutPlanner
{
    /// <param name="wanted">Replicas of each version; versions that are not here are to go.</param>
    /// <param name="replicas">Those that there are.</param>
    /// <param name="maxSurge">Most replicas beyond the wanted ones while old ones are replaced; at least 1.</param>
    public static IReadOnlyList<RolloutAction> Next(IReadOnlyDictionary<string, int> wanted, IReadOnlyList<RolloutReplica> replicas, int maxSurge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSurge, 1);
        List<RolloutAction> actions = [];
        RolloutReplica[] alive = [.. replicas.Where(replica => replica.State is ReplicaState.Loading or ReplicaState.Ready)];
        int total = wanted.Values.Sum(), ready = alive.Count(replica => replica.State == ReplicaState.Ready), room = total + maxSurge - alive.Length;

        // 1. What is missing starts, as far as the surge allows.
        foreach ((string version, int count) in wanted.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            int missing = count - alive.Count(replica => replica.Version == version && !replica.IsOnDrainingNode);
            for (; missing > 0 && room > 0; missing--, room--) actions.Add(new RolloutAction.Start(version));
        }

        // 2. What is too much goes: what does not serve yet at once, what serves as long as enough others do.
        foreach (RolloutReplica replica in Surplus(wanted, alive))
        {
            if (replica.State == ReplicaState.Ready && --ready < total) break;
            actions.Add(new RolloutAction.Drain(replica.Id));
        }

        return actions;
    }

    /// <summary>Replicas beyond what is wanted of their version: loading ones first, then those on draining nodes.</summary>
    private static IEnumerable<RolloutReplica> Surplus(IReadOnlyDictionary<string, int> wanted, RolloutReplica[] alive) => alive
        .GroupBy(replica => replica.Version)
        .SelectMany(version => version
            .OrderBy(replica => replica.IsOnDrainingNode)
            .ThenByDescending(replica => replica.State == ReplicaState.Ready)
            .ThenBy(replica => replica.Id.Name, StringComparer.Ordinal)
            .Where((replica, index) => replica.IsOnDrainingNode || index >= wanted.GetValueOrDefault(version.Key)))
        .OrderBy(replica => replica.State == ReplicaState.Ready)
        .ThenByDescending(replica => replica.IsOnDrainingNode)
        .ThenBy(replica => replica.Id.Name, StringComparer.Ordinal);
}
