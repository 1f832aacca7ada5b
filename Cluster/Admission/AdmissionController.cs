using Inference.Cluster.Admission.Budgets;
using Inference.Cluster.Admission.Fairness;
using Inference.Contracts;

namespace Inference.Cluster.Admission;

/// <summary>
/// Lets requests into a front: within their tenant's budget, in fair turns, and not more than fit. What would wait too long is
/// refused at once, with the time after which it is worth trying again. For any thread.
/// </summary>
public sealed class AdmissionController
{
    private static readonly TimeSpan LeastRetryAfter = TimeSpan.FromSeconds(1);
    private readonly AdmissionOptions _options;
    private readonly ITenantBudgets _budgets;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly FairQueue<TaskCompletionSource> _queue = new();
    private readonly ServiceRate _rate;
    private int _requests;
    private long _tokens;

    /// <param name="options">Read once.</param>
    /// <param name="budgets">What each tenant may still use.</param>
    /// <param name="time">By which waiting is measured.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public AdmissionController(AdmissionOptions options, ITenantBudgets budgets, TimeProvider time)
    {
        options.ThrowIfInvalid();
        (_options, _budgets, _time, _rate) = (options, budgets, time, new ServiceRate(time));
    }

    /// <summary>Requests in work.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Tokens that wait, for autoscaling.</summary>
    public long QueuedTokens
    {
        get
        {
            lock (_lock) return _queue.Cost;
        }
    }

    /// <summary>Waits for a request's turn. Its place is free again when what comes back is disposed of.</summary>
    /// <exception cref="InferenceException">It is refused: the tenant's budget is used up, or it would wait too long or past its deadline.</exception>
    public async ValueTask<AdmittedRequest> AdmitAsync(AdmissionRequest request, CancellationToken cancellation = default)
    {
        if (request.Deadline <= _time.GetUtcNow()) throw TooLate();
        TenantPolicy policy = _options.Of(request.Tenant);
        long cost = Math.Max(1, request.Tokens);
        await _budgets.TakeAsync(request.Tenant, policy, cost, cancellation);
        try
        {
            await WaitForTurnAsync(request, policy, cost, cancellation);
        }
        catch
        {
            _budgets.Return(request.Tenant, cost);
            throw;
        }

        return new AdmittedRequest(used => End(request.Tenant, cost, used));
    }

    /// <summary>For tests and simulations: that turns are fair and sums are right.</summary>
    public void CheckIntegrity()
    {
        lock (_lock)
        {
            _queue.CheckIntegrity();
            if (_requests < 0 || _tokens < 0 || _requests > _options.MaxRequests) throw new InvalidOperationException($"{_requests} requests with {_tokens} tokens are in work.");
        }
    }

    private async Task WaitForTurnAsync(AdmissionRequest request, TenantPolicy policy, long cost, CancellationToken cancellation)
    {
        TaskCompletionSource turn = new();
        FairEntry<TaskCompletionSource> entry = new(request.Tenant, policy.Weight, cost, request.Priority, request.Deadline, turn);
        lock (_lock)
        {
            if (_queue.Count > 0 || !HasRoomFor(cost)) ThrowIfTooMuch(request, policy, cost);
            if (_queue.Count == 0) _rate.Record(0, saturated: false);
            _queue.Enqueue(entry);
        }

        LetIn();
        if (turn.Task.IsCompleted) return;
        try
        {
            TimeSpan patience = request.Deadline is { } deadline ? deadline - _time.GetUtcNow() : Timeout.InfiniteTimeSpan;
            await turn.Task.WaitAsync(patience > TimeSpan.FromDays(30) ? Timeout.InfiniteTimeSpan : patience, _time, cancellation);

            // Whoever gave up the place is not to do this request's work.
            await Task.Yield();
        }
        catch (Exception)
        {
            bool waited;
            lock (_lock) waited = _queue.Remove(entry);

            // Its turn may have come at the same moment: then it has a place to give back.
            if (!waited) Free(request.Tenant, cost, used: 0);
            cancellation.ThrowIfCancellationRequested();
            throw TooLate();
        }
    }

    private void ThrowIfTooMuch(AdmissionRequest request, TenantPolicy policy, long cost)
    {
        // Fairness bounds a tenant's wait by its own queue and its share, whatever the others have waiting.
        double weights = _queue.Weights + (_queue.CountOf(request.Tenant) == 0 ? policy.Weight : 0);
        double tokens = Math.Min(_queue.Cost, (_queue.CostOf(request.Tenant) + cost) * weights / policy.Weight);
        TimeSpan wait = _rate.TimeFor(tokens);
        if (_queue.CountOf(request.Tenant) >= _options.MaxQueuedPerTenant) throw Overloaded("Too many requests wait already.", wait);
        if (wait > _options.MaxWait) throw Overloaded("The request would wait too long.", wait);
        if (request.Deadline is { } deadline && _time.GetUtcNow() + wait > deadline) throw Overloaded("The request would wait past its deadline.", wait);
    }

    private void LetIn()
    {
        List<TaskCompletionSource> turns = [];
        lock (_lock)
        {
            while (_queue.TryDequeue(entry => HasRoomFor(entry.Cost), out FairEntry<TaskCompletionSource>? next))
            {
                _requests++;
                _tokens += next.Cost;
                turns.Add(next.Item);
            }
        }

        foreach (TaskCompletionSource turn in turns) turn.TrySetResult();
    }

    private bool HasRoomFor(long cost) => _requests < _options.MaxRequests && (_requests == 0 || _options.MaxTokens is not { } most || _tokens + cost <= most);

    private void End(string tenant, long cost, long used)
    {
        _budgets.Return(tenant, cost - used);
        Free(tenant, cost, used);
    }

    private void Free(string tenant, long cost, long used)
    {
        lock (_lock)
        {
            _rate.Record(used, saturated: _queue.Count > 0);
            _requests--;
            _tokens -= cost;
            _queue.Settle(tenant, cost - used);
        }

        LetIn();
    }

    private static InferenceException TooLate() => new(InferenceError.DeadlineExceeded, "The deadline has passed.");

    private static InferenceException Overloaded(string reason, TimeSpan wait) => new(InferenceError.Overloaded, reason)
    {
        RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(wait.TotalSeconds, LeastRetryAfter.TotalSeconds))),
    };
}
