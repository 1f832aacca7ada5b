namespace Inference.Cluster.Admission.Budgets;

/// <summary>A front's lease of one tenant's budget, and what goes on about it.</summary>
internal sealed class HeldLease(BudgetLease lease)
{
    public BudgetLease Lease => lease;

    /// <summary>What requests wait for that the lease does not have.</summary>
    public long WaitingTokens { get; set; }

    public int WaitingSlots { get; set; }

    /// <summary>The last request to the authority, and how many there were.</summary>
    public Task? Renewal { get; set; }

    public long Renewals { get; set; }

    public TimeSpan? RetryAfter { get; set; }
}
