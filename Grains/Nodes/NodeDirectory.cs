using Inference.Abstractions.Nodes;
using Orleans.Runtime;

namespace Inference.Grains.Nodes;

/// <summary>Asks the nodes of the cluster what they have to offer.</summary>
internal sealed class NodeDirectory(IClusterMembershipService membership, IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, NodeReport> _last = [];

    /// <summary>The nodes that are alive, each with its latest report; one that does not answer in time is taken as it was.</summary>
    public async Task<IReadOnlyList<NodeReport>> ReportsAsync()
    {
        HashSet<string> alive = [.. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.Name)];
        foreach (string gone in _last.Keys.Except(alive).ToArray()) _last.Remove(gone);
        await Task.WhenAll(alive.Select(AskAsync));
        return [.. _last.Values];
    }

    private async Task AskAsync(string node)
    {
        try
        {
            _last[node] = await grains.GetGrain<INodeGrain>(node).ReportAsync().WaitAsync(Patience, time);
        }
        catch (Exception)
        {
            // It is frozen, or about to be declared dead: membership will say.
        }
    }
}
