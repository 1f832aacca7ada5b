namespace Inference.Cluster.Placement;

/// <summary>
/// Assigns replicas to devices. What has a place that is still good keeps it; only what has none is placed, the largest first, each
/// where its model has the fewest replicas, and there where it leaves the least unused. The same input gives the same plan.
/// </summary>
public static class PlacementPlanner
{
    /// <param name="nodes">That are there.</param>
    /// <param name="demands">One for each model.</param>
    /// <param name="current">Where replicas are now.</param>
    public static PlacementPlan Plan(IReadOnlyList<NodeOffer> nodes, IReadOnlyList<ModelDemand> demands, IReadOnlyList<ReplicaPlacement> current)
    {
        NodeSpace[] spaces = [.. nodes.Select(node => new NodeSpace(node)).OrderBy(space => space.Name, StringComparer.Ordinal)];
        ModelDemand[] largestFirst = [.. demands.OrderByDescending(demand => demand.MemoryPerShard * (decimal)demand.Shards).ThenBy(demand => demand.Model, StringComparer.Ordinal)];
        Dictionary<string, List<ReplicaPlacement>> placed = demands.ToDictionary(demand => demand.Model, _ => new List<ReplicaPlacement>());
        foreach (ModelDemand demand in largestFirst) placed[demand.Model].AddRange(Keep(demand, spaces, current));

        List<UnplacedReplica> unplaced = [];
        foreach (ModelDemand demand in largestFirst)
        {
            HashSet<int> taken = [.. placed[demand.Model].Select(placement => placement.Replica)];
            foreach (int replica in Enumerable.Range(0, int.MaxValue).Where(number => !taken.Contains(number)).Take(demand.Replicas - taken.Count))
            {
                if (Place(demand, replica, spaces, placed[demand.Model]) is { } placement) placed[demand.Model].Add(placement);
                else unplaced.Add(new UnplacedReplica(demand.Model, replica, Reason(demand, spaces, placed[demand.Model])));
            }
        }

        return new PlacementPlan([.. placed.Values.SelectMany(placements => placements).OrderBy(placement => placement.Model, StringComparer.Ordinal).ThenBy(placement => placement.Replica)], unplaced);
    }

    /// <summary>The replicas that stay. Where there are too many, those go that share their place with most others, the highest numbers first.</summary>
    private static List<ReplicaPlacement> Keep(ModelDemand demand, NodeSpace[] spaces, IReadOnlyList<ReplicaPlacement> current)
    {
        List<ReplicaPlacement> kept = [];
        foreach (ReplicaPlacement placement in current.Where(placement => placement.Model == demand.Model).DistinctBy(placement => placement.Replica).OrderBy(placement => placement.Replica))
        {
            NodeSpace? space = SpaceOf(placement, spaces);
            if (space is null || !space.CanKeep(placement, demand)) continue;
            if (demand.SpreadIsRequired && Sharing(space, demand, spaces, kept) > 0) continue;
            space.Take(placement.Devices, demand.MemoryPerShard);
            kept.Add(placement);
        }

        while (kept.Count > demand.Replicas)
        {
            ReplicaPlacement surplus = kept.OrderByDescending(placement => Sharing(SpaceOf(placement, spaces)!, demand, spaces, kept)).ThenByDescending(placement => placement.Replica).First();
            SpaceOf(surplus, spaces)!.Take(surplus.Devices, -demand.MemoryPerShard);
            kept.Remove(surplus);
        }

        return kept;
    }

    private static ReplicaPlacement? Place(ModelDemand demand, int replica, NodeSpace[] spaces, List<ReplicaPlacement> placed)
    {
        NodeSpace? best = spaces
            .Where(space => space.Objection(demand) is null && space.FindRoom(demand) is not null)
            .Where(space => !demand.SpreadIsRequired || Sharing(space, demand, spaces, placed) == 0)
            .OrderBy(space => Sharing(space, demand, spaces, placed))
            .ThenBy(space => placed.Count(placement => placement.Node == space.Name))
            .ThenBy(space => space.Free)
            .FirstOrDefault();
        if (best?.FindRoom(demand) is not { } devices) return null;
        best.Take(devices, demand.MemoryPerShard);
        return new ReplicaPlacement(demand.Model, replica, best.Name, devices);
    }

    /// <summary>Replicas of the model in the place that a node belongs to.</summary>
    private static int Sharing(NodeSpace space, ModelDemand demand, NodeSpace[] spaces, List<ReplicaPlacement> placed)
    {
        string place = space.PlaceOf(demand);
        return placed.Count(placement => SpaceOf(placement, spaces)?.PlaceOf(demand) == place);
    }

    private static NodeSpace? SpaceOf(ReplicaPlacement placement, NodeSpace[] spaces) => Array.Find(spaces, space => space.Name == placement.Node);

    private static string Reason(ModelDemand demand, NodeSpace[] spaces, List<ReplicaPlacement> placed)
    {
        if (spaces.Length == 0) return "There are no nodes.";
        IEnumerable<string> objections = spaces.Select(space => space.Objection(demand)
            ?? (space.FindRoom(demand) is null ? $"has not {demand.MemoryPerShard:N0} bytes free on {demand.Shards} of its devices" : "has a replica of the model in its place already"));
        return string.Join("; ", objections.GroupBy(objection => objection).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} of {spaces.Length} nodes {group.Key}")) + ".";
    }
}
