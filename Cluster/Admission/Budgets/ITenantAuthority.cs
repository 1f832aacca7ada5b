namespace Inference.Cluster.Admission.Budgets;

/// <summary>
/// Shares tenants' budgets out among fronts. There is one authority for a tenant in the whole cluster (as a grain, its tenant
/// grain); messages to it and from it may be lost, come twice, or late.
/// </summary>
public interface ITenantAuthority
{
    /// <summary>Tells what a front has used, and leases it what it wants as far as there is.</summary>
    ValueTask<LeaseGrant> RenewAsync(LeaseRequest request, CancellationToken cancellation = default);
}
