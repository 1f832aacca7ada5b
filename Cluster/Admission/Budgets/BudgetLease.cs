namespace Inference.Cluster.Admission.Budgets;

/// <summary>
/// A front's part of one tenant's budget: a state and what happens to it, without effects. While a request to the authority is
/// under way the front keeps to what it has asked for, so that an answer that is lost can leave it with too little and never with
/// too much. Not for several threads.
/// </summary>
internal sealed class BudgetLease(string tenant, TenantPolicy policy, string front, TimeProvider time)
{
    private long _granted, _used, _sequence, _sentAt, _validFrom;
    private int _slots;
    private TimeSpan _duration = TimeSpan.Zero;

    public TenantPolicy Policy { get; set; } = policy;

    /// <summary>Requests in work.</summary>
    public int InUse { get; private set; }

    public long Balance => Policy.TokensPerMinute is null ? long.MaxValue : _granted - _used;

    public bool IsValid => time.GetElapsedTime(_validFrom) < _duration;

    public long LastTakenAt { get; private set; }

    public bool TryTake(long tokens)
    {
        if (!IsValid || Balance < tokens || (Policy.MaxConcurrent is not null && InUse >= _slots)) return false;
        _used += tokens;
        InUse++;
        LastTakenAt = time.GetTimestamp();
        return true;
    }

    public void Return(long tokens)
    {
        _used -= tokens;
        InUse--;
    }

    public LeaseRequest Ask(long wantedTokens, int wantedSlots)
    {
        // What goes beyond the budget is debt, which the grant covers before anything new.
        _granted = Math.Min(_granted, _used + wantedTokens);
        _slots = Math.Min(_slots, wantedSlots);
        _sentAt = time.GetTimestamp();
        return new LeaseRequest { Tenant = tenant, Policy = Policy, Front = front, Sequence = ++_sequence, UsedTokens = _used, WantedTokens = wantedTokens, WantedSlots = wantedSlots };
    }

    /// <summary>Takes the answer to the latest request; others say nothing any more.</summary>
    public void Granted(LeaseGrant grant)
    {
        if (grant.Sequence != _sequence) return;
        (_granted, _slots, _duration, _validFrom) = (grant.GrantedTokens, grant.Slots, grant.Duration, _sentAt);
    }
}
