using Inference.Contracts;

namespace Inference.Cluster.Admission.Budgets;

/// <summary>What tenants may still use, as one front knows it.</summary>
public interface ITenantBudgets
{
    /// <summary>Takes tokens and a place among the tenant's requests.</summary>
    /// <exception cref="InferenceException">There is not enough left.</exception>
    ValueTask TakeAsync(string tenant, TenantPolicy policy, long tokens, CancellationToken cancellation);

    /// <summary>Gives back tokens that were not used (below zero: takes those that were used beyond), and the place.</summary>
    void Return(string tenant, long tokens);
}
