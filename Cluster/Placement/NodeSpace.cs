namespace Inference.Cluster.Placement;

/// <summary>A node and what is still free on it.</summary>
internal sealed class NodeSpace(NodeOffer offer)
{
    private readonly long[] _free = [.. offer.Devices.Select(device => device.Memory)];

    public string Name => offer.Name;

    public long Free => _free.Sum();

    /// <summary>The places among which a model's replicas are spread: a label's values, or else the nodes. A node without the label is a place of its own.</summary>
    public string PlaceOf(ModelDemand demand) =>
        demand.SpreadLabel is { } label && offer.Labels.TryGetValue(label, out string? value) ? $"{label}={value}" : offer.Name;

    /// <summary>Why the node takes no replica of a model, whatever is free on it; null where it does.</summary>
    public string? Objection(ModelDemand demand)
    {
        if (offer.IsDraining) return "is draining";
        foreach ((string label, string value) in demand.Labels)
        {
            if (offer.Labels.GetValueOrDefault(label) != value) return $"lacks the label {label}={value}";
        }

        return offer.Devices.Count(device => IsOfKind(device, demand)) < demand.Shards ? $"has too few devices{(demand.DeviceKind is { } kind ? $" of kind {kind}" : "")}" : null;
    }

    /// <summary>The devices for a replica: those on which it leaves the least unused. Null where they do not fit.</summary>
    public int[]? FindRoom(ModelDemand demand)
    {
        int[] fitting = [.. Enumerable.Range(0, _free.Length)
            .Where(device => IsOfKind(offer.Devices[device], demand) && _free[device] >= demand.MemoryPerShard)
            .OrderBy(device => _free[device]).ThenBy(device => device)
            .Take(demand.Shards)];
        return fitting.Length < demand.Shards ? null : [.. fitting.Order()];
    }

    /// <summary>Whether a replica that is here may stay.</summary>
    public bool CanKeep(ReplicaPlacement placement, ModelDemand demand) =>
        Objection(demand) is null
        && placement.Devices.Count == demand.Shards
        && placement.Devices.Distinct().Count() == demand.Shards
        && placement.Devices.All(device => device >= 0 && device < _free.Length && IsOfKind(offer.Devices[device], demand) && _free[device] >= demand.MemoryPerShard);

    public void Take(IEnumerable<int> devices, long memory)
    {
        foreach (int device in devices) _free[device] -= memory;
    }

    private static bool IsOfKind(DeviceOffer device, ModelDemand demand) => demand.DeviceKind is null || device.Kind == demand.DeviceKind;
}
