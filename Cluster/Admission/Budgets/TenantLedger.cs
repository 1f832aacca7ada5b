namespace Inference.Cluster.Admission.Budgets;

/// <summary>
/// One tenant's budget and who has leased what of it. In any span of time the fronts are granted no more tokens than a minute's
/// and what the span brings; leased places never exceed the tenant's. A front that is not heard of loses its lease after that has ended by the front's own
/// clock. Not for several threads.
/// </summary>
/// <param name="policy">What the tenant is entitled to.</param>
/// <param name="duration">Of leases.</param>
/// <param name="time">The authority's clock.</param>
public sealed class TenantLedger(TenantPolicy policy, TimeSpan duration, TimeProvider time)
{
    // Clocks may run at different rates, and an answer takes time: the authority waits for longer than the front.
    private const double Grace = 1.25;
    private readonly Dictionary<string, Account> _accounts = [];
    private double _tokens = policy.TokensPerMinute ?? 0;
    private long _filledAt = time.GetTimestamp();

    /// <summary>What the tenant is entitled to now. Where it is lowered, leases shrink as they are renewed.</summary>
    public TenantPolicy Policy { get; set; } = policy;

    /// <summary>Places that are leased.</summary>
    public int LeasedSlots => _accounts.Values.Sum(account => account.Slots);

    /// <summary>Tokens granted since the beginning, less those taken back.</summary>
    public long GrantedTokens { get; private set; }

    /// <summary>Fronts that have a lease.</summary>
    public int Leases => _accounts.Count;

    public LeaseGrant Renew(LeaseRequest request)
    {
        Expire();
        Refill();
        if (!_accounts.TryGetValue(request.Front, out Account? account)) _accounts[request.Front] = account = new Account { Granted = request.UsedTokens };
        if (account.Last is { } last && request.Sequence <= last.Sequence) return last;
        account.RenewedAt = time.GetTimestamp();
        TimeSpan? wait = GrantTokens(account, request);
        GrantSlots(account, request.WantedSlots);
        return account.Last = new LeaseGrant(request.Sequence, account.Granted, account.Slots, duration, wait);
    }

    /// <summary>Ends the leases of fronts that were not heard of.</summary>
    public void Expire()
    {
        foreach ((string front, Account account) in _accounts.ToArray())
        {
            // What it was granted may have been used: it stays granted. Its places are free.
            if (time.GetElapsedTime(account.RenewedAt) > duration * Grace) _accounts.Remove(front);
        }
    }

    public void CheckIntegrity()
    {
        if (Policy.MaxConcurrent is { } most && LeasedSlots > most) throw new InvalidOperationException($"{LeasedSlots} places are leased, and there are {most}.");
        if (_tokens < 0 || _tokens > (Policy.TokensPerMinute ?? 0) + 1) throw new InvalidOperationException($"The budget holds {_tokens} tokens.");
    }

    private TimeSpan? GrantTokens(Account account, LeaseRequest request)
    {
        if (Policy.TokensPerMinute is not { } rate)
        {
            account.Granted = request.UsedTokens + request.WantedTokens;
            return null;
        }

        long missing = request.UsedTokens + request.WantedTokens - account.Granted;
        long granted = Math.Min(missing, (long)_tokens);
        account.Granted += granted;
        GrantedTokens += granted;
        _tokens = Math.Min(_tokens - granted, rate);
        return granted < missing ? TimeSpan.FromSeconds(Math.Ceiling((missing - granted) * 60.0 / rate)) : null;
    }

    private void GrantSlots(Account account, int wanted)
    {
        int free = (Policy.MaxConcurrent ?? int.MaxValue) - LeasedSlots;
        account.Slots = Math.Max(0, Math.Min(wanted, account.Slots + Math.Max(0, free)));
    }

    private void Refill()
    {
        if (Policy.TokensPerMinute is { } rate) _tokens = Math.Min(rate, _tokens + (time.GetElapsedTime(_filledAt).TotalMinutes * rate));
        _filledAt = time.GetTimestamp();
    }

    private sealed class Account
    {
        public long Granted { get; set; }

        public int Slots { get; set; }

        public long RenewedAt { get; set; }

        public LeaseGrant? Last { get; set; }
    }
}
