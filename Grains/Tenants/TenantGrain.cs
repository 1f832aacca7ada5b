using Inference.Abstractions.Tenants;
using Inference.Cluster.Admission.Budgets;

namespace Inference.Grains.Tenants;

/// <summary>Around a <see cref="TenantLedger"/>. Where its silo dies the budget begins anew: fronts keep what they were granted until it ends.</summary>
internal sealed class TenantGrain(TimeProvider time) : Grain, ITenantGrain
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);
    private TenantLedger? _ledger;

    public Task<LeaseGrant> RenewAsync(LeaseRequest request)
    {
        _ledger ??= new TenantLedger(request.Policy, LeaseTime, time);
        _ledger.Policy = request.Policy;
        return Task.FromResult(_ledger.Renew(request));
    }
}
