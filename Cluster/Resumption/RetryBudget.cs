namespace Inference.Cluster.Resumption;

/// <summary>
/// Extra work as a share of the work itself: each request adds a fraction, each extra attempt takes one. So retries cannot
/// multiply the load that made them necessary. For any thread.
/// </summary>
/// <param name="share">Extra attempts for each request.</param>
/// <param name="reserve">Attempts to start with, and the most that is saved up.</param>
public sealed class RetryBudget(double share, int reserve)
{
    private readonly Lock _lock = new();
    private double _saved = reserve;

    public void Deposit()
    {
        lock (_lock) _saved = Math.Min(_saved + share, Math.Max(reserve, 1));
    }

    public bool TryWithdraw()
    {
        lock (_lock)
        {
            if (_saved < 1) return false;
            _saved--;
            return true;
        }
    }
}
