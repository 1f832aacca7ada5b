namespace Inference.Cluster.Admission.Budgets;

/// <summary>What a front has of a tenant's budget, and wants. All counts are totals, so that one request makes good for those that were lost.</summary>
public sealed record LeaseRequest
{
    public required string Tenant { get; init; }

    /// <summary>The tenant's entitlement as the front knows it.</summary>
    public required TenantPolicy Policy { get; init; }

    /// <summary>Names the front and its life: one that starts anew has another.</summary>
    public required string Front { get; init; }

    /// <summary>Counts the front's requests for this tenant, from 1. Only the latest counts.</summary>
    public required long Sequence { get; init; }

    /// <summary>Tokens taken for requests since the front began, less what they did not use.</summary>
    public required long UsedTokens { get; init; }

    /// <summary>Tokens to have beyond those. From now on the front uses no more than these without a new grant.</summary>
    public required long WantedTokens { get; init; }

    /// <summary>Places to have, those in use included. From now on the front fills no more than these without a new grant.</summary>
    public required int WantedSlots { get; init; }
}

/// <summary>What a front gets.</summary>
/// <param name="Sequence">Of the request that this answers.</param>
/// <param name="GrantedTokens">All tokens that the front may have used since it began.</param>
/// <param name="Slots">Requests that it may have in work.</param>
/// <param name="Duration">For how long, from when the front sent its request, by its own clock.</param>
/// <param name="RetryAfter">When more tokens will be there, where there are fewer than wanted.</param>
public sealed record LeaseGrant(long Sequence, long GrantedTokens, int Slots, TimeSpan Duration, TimeSpan? RetryAfter);
