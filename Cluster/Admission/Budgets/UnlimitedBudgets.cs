namespace Inference.Cluster.Admission.Budgets;

/// <summary>For a front that knows no budgets.</summary>
public sealed class UnlimitedBudgets : ITenantBudgets
{
    public ValueTask TakeAsync(string tenant, TenantPolicy policy, long tokens, CancellationToken cancellation) => default;

    public void Return(string tenant, long tokens)
    {
    }
}
