using Inference.Cluster.Replicas;
using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>One try at a request on one replica. Whatever the replica does, nothing here waits for it longer than told.</summary>
internal sealed class ReplicaAttempt
{
    private readonly ResumptionOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop, _lost;
    private readonly IAsyncEnumerator<TokenChunk> _chunks;
    private Task<bool>? _pending;
    private bool _hasChunk;

    /// <param name="route">To the replica.</param>
    /// <param name="request">What is missing.</param>
    /// <param name="options">Of the patience.</param>
    /// <param name="time">By which it is measured.</param>
    /// <param name="caller">Ends the attempt.</param>
    public ReplicaAttempt(ReplicaRoute route, GenerateRequest request, ResumptionOptions options, TimeProvider time, CancellationToken caller)
    {
        (Route, _options, _time, _caller) = (route, options, time, caller);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(caller, route.Health.Gone);
        _chunks = route.Service.GenerateAsync(request, _stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    public ReplicaRoute Route { get; }

    /// <summary>The next chunk, or why there is none.</summary>
    /// <param name="gapPatience">Null where no chunk is missing; else how long to wait in any case.</param>
    /// <exception cref="OperationCanceledException">The caller has ended it.</exception>
    public async ValueTask<AttemptEvent> NextAsync(TimeSpan? gapPatience = null)
    {
        try
        {
            if (_pending is null)
            {
                ValueTask<bool> moved = _chunks.MoveNextAsync();
                if (moved.IsCompletedSuccessfully) return Arrived(moved.Result);
                _pending = moved.AsTask();
            }

            if (!_pending.IsCompleted && !await IsPatientAsync(gapPatience)) return new AttemptEvent(AttemptEventKind.Silence);
            bool hasChunk = await _pending;
            _pending = null;
            return Arrived(hasChunk);
        }
        catch (Exception error)
        {
            _caller.ThrowIfCancellationRequested();
            return _pending is { IsCompleted: false } && _lost.IsCancellationRequested ? new AttemptEvent(AttemptEventKind.Gone) : new AttemptEvent(AttemptEventKind.Failed, Error: error);
        }
    }

    /// <summary>The replica is to stop; whether it ever hears of it does not matter here.</summary>
    public void Abandon()
    {
        _stop.Cancel();
        Leave();
    }

    /// <summary>Nothing more is read. A replica that has not ended takes it as the client's having enough.</summary>
    public void Leave() => _ = CloseAsync();

    private AttemptEvent Arrived(bool hasChunk)
    {
        _hasChunk |= hasChunk;
        return hasChunk ? new AttemptEvent(AttemptEventKind.Chunk, _chunks.Current) : new AttemptEvent(AttemptEventKind.End);
    }

    private async ValueTask<bool> IsPatientAsync(TimeSpan? gapPatience)
    {
        TimeSpan patience = gapPatience ?? (_hasChunk ? _options.InterTokenPatience : _options.FirstTokenPatience);
        long since = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await _pending!.WaitAsync(patience, _time, _lost.Token);
                return true;
            }
            catch (TimeoutException) when (!_pending!.IsCompleted)
            {
                bool getsOn = Route.Health.SinceProgress <= _options.ProgressPatience && _time.GetElapsedTime(since) < _options.MaxSilence;
                if (gapPatience is not null || !getsOn) return false;
                patience = _options.ProgressPatience;
            }
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            if (_pending is not null) await _pending;
        }
        catch (Exception)
        {
            // What becomes of an attempt that nobody reads concerns nobody.
        }

        try
        {
            await _chunks.DisposeAsync();
        }
        catch (Exception)
        {
            // As above.
        }

        _stop.Dispose();
        _lost.Dispose();
    }
}
