namespace Inference.Cluster.Admission.Budgets;

/// <summary>An authority in this process, for a cluster of one front and for tests.</summary>
public sealed class LocalTenantAuthority(TimeSpan duration, TimeProvider time) : ITenantAuthority
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TenantLedger> _ledgers = [];

    public ValueTask<LeaseGrant> RenewAsync(LeaseRequest request, CancellationToken cancellation = default)
    {
        lock (_lock) return ValueTask.FromResult(Of(request.Tenant, request.Policy).Renew(request));
    }

    public TenantLedger Of(string tenant, TenantPolicy policy)
    {
        lock (_lock)
        {
            if (!_ledgers.TryGetValue(tenant, out TenantLedger? ledger)) _ledgers[tenant] = ledger = new TenantLedger(policy, duration, time);
            ledger.Policy = policy;
            return ledger;
        }
    }
}
