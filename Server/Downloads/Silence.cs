namespace Inference.Server.Downloads;

/// <summary>Ends what waits for somebody who says nothing any more.</summary>
internal static class Silence
{
    /// <param name="action">Waits for an answer.</param>
    /// <param name="longest">How long it may.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tooLong">What is wrong then.</param>
    /// <param name="cancellation">Ends it earlier, as cancelled.</param>
    public static async ValueTask<T> LimitAsync<T>(Func<CancellationToken, ValueTask<T>> action, TimeSpan longest, TimeProvider time, Func<HubException> tooLong, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = new(longest, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await action(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw tooLong();
        }
    }
}
