using Inference.Abstractions.Tenants;
using Inference.Cluster.Admission.Budgets;

namespace Inference.Client.Models;

/// <summary>The tenants' own grains share their budgets out.</summary>
public sealed class ClusterTenants(IGrainFactory grains) : ITenantAuthority
{
    public async ValueTask<LeaseGrant> RenewAsync(LeaseRequest request, CancellationToken cancellation = default) =>
        await grains.GetGrain<ITenantGrain>(request.Tenant).RenewAsync(request).WaitAsync(cancellation).ConfigureAwait(false);
}
