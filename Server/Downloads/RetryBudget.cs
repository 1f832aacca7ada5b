namespace Inference.Server.Downloads;

/// <summary>The failures that one thing may still have, and the waiting between them. Ends: what it forgives is bounded by what it is told got done.</summary>
/// <param name="options">How many, how long.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Takes a line for the user.</param>
internal sealed class RetryBudget(RetryOptions options, TimeProvider time, Action<string> tell)
{
    private int _failures;

    /// <summary>Does something, again where that may help.</summary>
    /// <exception cref="HubException">It failed for good, or too often.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (HubException error) when (error.CanRetry)
            {
                await WaitAsync(error, cancellation);
            }
        }
    }

    public void Forgive() => _failures = 0;

    private async Task WaitAsync(HubException error, CancellationToken cancellation)
    {
        _failures++;
        if (_failures >= options.Failures) throw new HubException($"{error.Message}; given up after {_failures} tries", error) { IsUnreachable = error.IsUnreachable };
        if (error.RetryAfter > options.MaxRetryAfter) throw new HubException($"{error.Message}, and asks to wait for {error.RetryAfter.Value.TotalSeconds:0} s: try again then", error);
        TimeSpan delay = error.RetryAfter ?? Delay();
        tell($"{error.Message}; trying again in {delay.TotalSeconds:0.#} s ({_failures} of {options.Failures - 1})");
        await Task.Delay(delay, time, cancellation);
    }

    /// <summary>Half of it by chance, so that those who failed together do not come back together.</summary>
    private TimeSpan Delay()
    {
        double most = Math.Min(options.MaxDelay.TotalSeconds, options.FirstDelay.TotalSeconds * Math.Pow(2, _failures - 1));
        return TimeSpan.FromSeconds(most * (0.5 + Random.Shared.NextDouble() / 2));
    }
}
