using Inference.Cluster.Admission.Budgets;
using Orleans;

namespace Inference.Abstractions.Tenants;

/// <summary>Shares one tenant's budget out among the fronts. Its key is the tenant.</summary>
[Alias("inference.tenant")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="ITenantAuthority.RenewAsync"/>
    [Alias("renew")]
    Task<LeaseGrant> RenewAsync([Immutable] LeaseRequest request);
}
