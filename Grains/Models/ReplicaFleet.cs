using Inference.Abstractions.Models;
using Inference.Abstractions.Nodes;
using Inference.Cluster;
using Inference.Cluster.Placement;
using Inference.Cluster.Rollout;

namespace Inference.Grains.Models;

/// <summary>The replicas of one model: what they say, and what they are told.</summary>
internal sealed class ReplicaFleet(string model, IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, KnownReplica> _replicas = [];
    private readonly StartBackoff _backoff = new(time);
    private readonly List<string> _problems = [];
    private HashSet<string> _draining = [];

    public IReadOnlyCollection<KnownReplica> Replicas => _replicas.Values;

    public int HighestNumber => _replicas.Values.Select(replica => replica.Key.Number).DefaultIfEmpty(-1).Max();

    /// <summary>Asks all replicas how they do. What a node has that was forgotten here is taken up again.</summary>
    public async Task ObserveAsync(IReadOnlyList<NodeReport> nodes)
    {
        _problems.Clear();
        _draining = [.. nodes.Where(node => node.Offer.IsDraining).Select(node => node.Offer.Name)];
        foreach (HostedReplicaReport hosted in nodes.SelectMany(node => node.Replicas))
        {
            if (ReplicaKey.Parse(hosted.Key) is { } key && key.Model == model) _replicas.TryAdd(hosted.Key, new KnownReplica(key, hosted.Devices));
        }

        HashSet<string> alive = [.. nodes.Select(node => node.Offer.Name)];
        await Task.WhenAll(_replicas.Values.Select(replica => AskAsync(replica, alive.Contains(replica.Key.Node))));
        foreach (KnownReplica gone in _replicas.Values.Where(replica => replica.IsGone).ToArray())
        {
            _replicas.Remove(gone.Key.ToString());
            if (gone.Status.State == ReplicaState.Failed && alive.Contains(gone.Key.Node)) _backoff.Failed(gone.Key.Version);
            if (gone.Status is { State: ReplicaState.Failed, Reason: { } reason }) _problems.Add($"{gone.Key}: {reason}");
        }
    }

    /// <summary>Does the next steps towards what is wanted.</summary>
    public async Task ActAsync(ModelSpec spec, IReadOnlyDictionary<string, int> wanted, IReadOnlyList<NodeReport> nodes, Func<Task<int>> nextNumber)
    {
        RolloutReplica[] replicas = [.. _replicas.Select(replica => new RolloutReplica(new ReplicaId(replica.Key), replica.Value.Key.Version, replica.Value.Status.State, _draining.Contains(replica.Value.Key.Node)))];
        IReadOnlyList<RolloutAction> actions = RolloutPlanner.Next(wanted, replicas, spec.MaxSurge);
        foreach (RolloutAction.Drain drain in actions.OfType<RolloutAction.Drain>()) await DrainAsync(_replicas[drain.Replica.Name]);
        foreach (var starts in actions.OfType<RolloutAction.Start>().GroupBy(start => start.Version))
        {
            VersionSpec version = spec.Versions.Single(version => version.Name == starts.Key);
            if (_backoff.MayTry(version.Name)) await StartAsync(version, starts.Count(), nodes, nextNumber);
        }
    }

    public ModelView View() => new(
        0,
        [.. _replicas.OrderBy(replica => replica.Key, StringComparer.Ordinal).Select(replica => new ReplicaView(replica.Key, replica.Value.Key.Version, replica.Value.Status.State))],
        [.. _problems]);

    private async Task StartAsync(VersionSpec version, int count, IReadOnlyList<NodeReport> nodes, Func<Task<int>> nextNumber)
    {
        PlacementPlan plan = PlannedStarts.Plan(model, version, count, nodes, [.. _replicas.Values]);
        _problems.AddRange(plan.Unplaced.Select(unplaced => $"A replica of '{unplaced.Model}' has no place: {unplaced.Reason}").Distinct());
        foreach (ReplicaPlacement placement in plan.Placements.Where(placement => _replicas.Values.All(known => known.Placement != placement)))
        {
            ReplicaKey key = new(model, version.Name, await nextNumber(), placement.Node);
            KnownReplica replica = _replicas[key.ToString()] = new KnownReplica(key, placement.Devices);
            await TellAsync(replica, grain => grain.StartAsync(version, placement.Devices));
        }
    }

    private Task DrainAsync(KnownReplica replica) => TellAsync(replica, grain => grain.DrainAsync());

    private async Task AskAsync(KnownReplica replica, bool isNodeAlive)
    {
        if (!isNodeAlive) replica.Status = new ReplicaStatus(ReplicaState.Failed, "Its node is gone.");
        else await TellAsync(replica, grain => grain.GetStatusAsync());
        if (replica.Status.State == ReplicaState.Ready) _backoff.Succeeded(replica.Key.Version);
    }

    private async Task TellAsync(KnownReplica replica, Func<IReplicaGrain, Task<ReplicaStatus>> what)
    {
        try
        {
            replica.Status = await what(grains.GetGrain<IReplicaGrain>(replica.Key.ToString())).WaitAsync(Patience, time);
        }
        catch (Exception)
        {
            // Its node is frozen, or about to be declared dead: it stays what it was until membership says so.
        }
    }
}
