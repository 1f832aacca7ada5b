namespace Inference.Cluster.Resumption;

/// <summary>The pauses of one request while no replica takes it: each about twice the last, none quite like another request's.</summary>
internal sealed class AttemptPauses(ResumptionOptions options, TimeProvider time, string requestId)
{
    private readonly CounterRandom _random = new(StableHash.Of(requestId));
    private TimeSpan _next = options.LeastPause;
    private long? _since;

    /// <summary>Whether the request has waited as long as it may.</summary>
    public bool AreOver => _since is { } since && time.GetElapsedTime(since) >= options.UnavailablePatience;

    public async Task PauseAsync(CancellationToken cancellation)
    {
        _since ??= time.GetTimestamp();
        TimeSpan pause = _next * (0.5 + _random.NextUnit());
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, options.MostPause.Ticks));
        await Task.Delay(pause, time, cancellation);
    }

    public void Reset() => (_next, _since) = (options.LeastPause, null);
}
