using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Inference.Cluster.Routing;
using Inference.Cluster.Routing.Prefixes;
using Inference.Contracts;

namespace Inference.Cluster.Replicas;

/// <summary>Chooses by the routing policy among the replicas that can be reached from here.</summary>
/// <param name="router">Of the model.</param>
/// <param name="options">Read once.</param>
/// <param name="sessionOf">Names a request's conversation; zero: none.</param>
public sealed class RoutedReplicas(RequestRouter router, RoutingOptions options, Func<GenerateRequest, ulong>? sessionOf = null) : IReplicaSelector
{
    private readonly ConcurrentDictionary<ReplicaId, ReplicaRoute> _routes = [];

    /// <summary>Says how a replica is reached, from now on.</summary>
    public void Connect(ReplicaRoute route) => _routes[route.Replica] = route;

    public void Disconnect(ReplicaId replica) => _routes.TryRemove(replica, out _);

    /// <inheritdoc/>
    public bool TrySelect(GenerateRequest request, IReadOnlyCollection<ReplicaId> avoid, [NotNullWhen(true)] out ReplicaRoute? route)
    {
        ulong[] keys = PromptPrefix.KeysOf(request.Prompt, request.CacheSalt, options.MaxBlocksPerPrompt);
        int tokens = request.Prompt.Count + request.Emitted.Sum(emitted => emitted.Count);
        List<int> slots = [];
        RoutingTable? last = null;
        while (true)
        {
            int slot = router.Route(new RoutingQuery(keys, tokens, sessionOf?.Invoke(request) ?? 0, CollectionsMarshal.AsSpan(slots)), out RoutingTable table);
            route = null;
            if (slot < 0) return false;
            if (table.ReplicaAt(slot) is { } replica && !avoid.Contains(replica) && _routes.TryGetValue(replica, out route)) return true;

            // Slots mean something in one table only.
            if (!ReferenceEquals(table, last)) slots = [.. avoid.Select(table.SlotOf).Where(known => known >= 0)];
            if (!slots.Contains(slot)) slots.Add(slot);
            last = table;
        }
    }
}
