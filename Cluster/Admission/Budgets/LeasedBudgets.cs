using Inference.Contracts;

namespace Inference.Cluster.Admission.Budgets;

/// <summary>Tenants' budgets, leased part by part from their authorities: most requests are let in without asking anyone. For any thread.</summary>
/// <param name="authority">Shares budgets out.</param>
/// <param name="options">Read once.</param>
/// <param name="front">Names this front and its life.</param>
/// <param name="time">The front's clock.</param>
public sealed class LeasedBudgets(ITenantAuthority authority, LeaseOptions options, string front, TimeProvider time) : ITenantBudgets
{
    private const int AnswersToWaitFor = 2;
    private static readonly TimeSpan LeastRetryAfter = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HeldLease> _held = [];

    /// <inheritdoc/>
    public async ValueTask TakeAsync(string tenant, TenantPolicy policy, long tokens, CancellationToken cancellation)
    {
        if (!policy.IsLimited) return;
        if (tokens > policy.TokensPerMinute) throw new InferenceException(InferenceError.RateLimited, $"The request may come to {tokens} tokens, and the budget is {policy.TokensPerMinute} a minute.");
        HeldLease held = Of(tenant, policy);
        lock (_lock)
        {
            if (held.Lease.TryTake(tokens)) return;
            held.WaitingTokens += tokens;
            held.WaitingSlots++;
        }

        try
        {
            await WaitAsync(held, tokens, cancellation);
        }
        finally
        {
            lock (_lock)
            {
                held.WaitingTokens -= tokens;
                held.WaitingSlots--;
            }
        }
    }

    /// <inheritdoc/>
    public void Return(string tenant, long tokens)
    {
        lock (_lock)
        {
            if (_held.TryGetValue(tenant, out HeldLease? held) && held.Lease.InUse > 0) held.Lease.Return(tokens);
        }
    }

    /// <summary>Keeps up the leases that are used, and gives back the others. To be called a few times in the duration of a lease.</summary>
    public async Task RenewAllAsync(CancellationToken cancellation = default)
    {
        HeldLease[] all;
        lock (_lock) all = [.. _held.Values];
        foreach (HeldLease held in all)
        {
            try
            {
                await Renewal(held).WaitAsync(cancellation);
            }
            catch (InferenceException)
            {
                // The authority is out of reach: the lease goes on as long as it lasts.
            }
        }
    }

    /// <summary>Asks for what all who wait need, until an answer has it or says that it is not there.</summary>
    private async Task WaitAsync(HeldLease held, long tokens, CancellationToken cancellation)
    {
        long before = held.Renewals;
        for (int answers = 0; answers < AnswersToWaitFor;)
        {
            Task renewal = Renewal(held);
            long number = held.Renewals;
            await renewal.WaitAsync(cancellation);
            lock (_lock)
            {
                if (held.Lease.TryTake(tokens)) return;
            }

            // One that was under way when this began to wait did not ask for it.
            if (number > before) answers++;
        }

        throw new InferenceException(InferenceError.RateLimited, "The budget is used up.")
        {
            RetryAfter = held.RetryAfter is { } wait && wait > LeastRetryAfter ? wait : LeastRetryAfter,
        };
    }

    /// <summary>The request to the authority that is under way, or a new one: there is one at a time.</summary>
    private Task Renewal(HeldLease held)
    {
        lock (_lock)
        {
            if (held.Renewal is { IsCompleted: false } underWay) return underWay;
            held.Renewals++;
            bool idle = held.WaitingSlots == 0 && IsIdle(held);
            LeaseRequest request = held.Lease.Ask(idle ? 0 : held.WaitingTokens + options.SpareTokens, held.Lease.InUse + (idle ? 0 : held.WaitingSlots + options.SpareSlots));
            return held.Renewal = AskAsync(held, request);
        }
    }

    private async Task AskAsync(HeldLease held, LeaseRequest request)
    {
        try
        {
            LeaseGrant grant = await authority.RenewAsync(request).AsTask().WaitAsync(options.AuthorityPatience, time);
            lock (_lock)
            {
                held.Lease.Granted(grant);
                held.RetryAfter = grant.RetryAfter;
            }
        }
        catch (Exception error)
        {
            throw new InferenceException(InferenceError.Unavailable, "The tenant's budget cannot be asked for.", error) { RetryAfter = LeastRetryAfter };
        }
    }

    private bool IsIdle(HeldLease held) => time.GetElapsedTime(held.Lease.LastTakenAt) > options.IdleTime;

    private HeldLease Of(string tenant, TenantPolicy policy)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(tenant, out HeldLease? held)) _held[tenant] = held = new HeldLease(new BudgetLease(tenant, policy, front, time));
            held.Lease.Policy = policy;
            return held;
        }
    }
}
