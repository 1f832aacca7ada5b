using Inference.Abstractions.Nodes;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Inference.Grains.Nodes;

/// <summary>Finds the silo of the name that a grain's key ends with. Where it is gone there is no other one: the call fails.</summary>
internal sealed class PinnedToNodeDirector(IClusterMembershipService membership) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        string node = NodeKeys.NodeOf(target.GrainIdentity.Key.ToString()!);
        SiloAddress[] compatible = context.GetCompatibleSilos(target);
        SiloAddress? silo = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Name == node && member.Status == SiloStatus.Active && compatible.Contains(member.SiloAddress))
            .OrderByDescending(member => member.SiloAddress.Generation)
            .FirstOrDefault()?.SiloAddress;
        return silo is null ? throw new SiloUnavailableException($"There is no node '{node}' for {target.GrainIdentity}.") : Task.FromResult(silo);
    }
}
