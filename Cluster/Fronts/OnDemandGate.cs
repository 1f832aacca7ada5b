using Inference.Cluster.Rollout;
using Inference.Contracts;

namespace Inference.Cluster.Fronts;

/// <summary>
/// The door to a model that is loaded when it is first asked for, and unloaded when nobody has asked for a while. Requests wait here; what
/// cannot be loaded is tried again as long as somebody waits. For any thread.
/// </summary>
public sealed class OnDemandGate : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly IModelLoader _loader;
    private readonly OnDemandOptions _options;
    private readonly TimeProvider _time;
    private readonly OnDemandModel _model;
    private readonly ITimer _idle;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new();
    private Exception? _failure;
    private int _waiting;

    /// <param name="loader">Of the model.</param>
    /// <param name="options">Read once.</param>
    /// <param name="time">By which waiting and idling are measured.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public OnDemandGate(IModelLoader loader, OnDemandOptions options, TimeProvider time)
    {
        options.ThrowIfInvalid();
        (_loader, _options, _time, _model) = (loader, options, time, new OnDemandModel(options.IdleTimeout, time));
        _idle = time.CreateTimer(_ => UnloadWhenIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public OnDemandState State
    {
        get
        {
            lock (_lock) return _model.State;
        }
    }

    /// <summary>Waits until the model can be asked, and has it loaded where it is not. The model stays as long as the result is not disposed of.</summary>
    /// <exception cref="InferenceException">Too many wait, or the model did not come in time.</exception>
    public async ValueTask<IDisposable> EnterAsync(DateTimeOffset? deadline, CancellationToken cancellation)
    {
        bool loads;
        lock (_lock)
        {
            if (_model.State == OnDemandState.Loaded)
            {
                _model.Request();
                return new Visit(this);
            }

            if (_waiting >= _options.MaxWaiting) throw Refusal(InferenceError.Overloaded, "Too many requests wait for the model to be loaded.", null);
            _waiting++;
            loads = _model.Request();
        }

        Visit visit = new(this);
        if (loads) _ = LoadAsync();
        try
        {
            await WaitAsync(deadline, cancellation);
            return visit;
        }
        catch
        {
            visit.Dispose();
            throw;
        }
        finally
        {
            lock (_lock) _waiting--;
        }
    }

    /// <summary>All its replicas are gone. It is loaded again if somebody wants it.</summary>
    public void Lost()
    {
        bool again;
        lock (_lock)
        {
            if (_model.State != OnDemandState.Loaded) return;
            again = _model.Unloaded();
        }

        if (again) _ = LoadAsync();
    }

    /// <summary>Nothing is loaded or unloaded any more. The model stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _idle.DisposeAsync();
    }

    private async Task WaitAsync(DateTimeOffset? deadline, CancellationToken cancellation)
    {
        long since = _time.GetTimestamp();
        while (true)
        {
            Task changed;
            Exception? failure;
            lock (_lock)
            {
                if (_model.State == OnDemandState.Loaded) return;
                (changed, failure) = (_changed.Task, _failure);
            }

            TimeSpan left = _options.LoadPatience - _time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) throw Refusal(InferenceError.Unavailable, "The model could not be loaded in time.", failure);
            TimeSpan? untilDeadline = deadline - _time.GetUtcNow();
            if (untilDeadline <= TimeSpan.Zero) throw new InferenceException(InferenceError.DeadlineExceeded, "The deadline has passed before the model was loaded.", failure);
            try
            {
                await changed.WaitAsync(untilDeadline < left ? untilDeadline.Value : left, _time, cancellation);
            }
            catch (TimeoutException)
            {
                // Above it is told of what.
            }
        }
    }

    private async Task LoadAsync()
    {
        TimeSpan pause = _options.RetryPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _loader.LoadAsync(_stop.Token);
                lock (_lock) _model.Loaded();
                Changed(null);
                WatchIdling();
                return;
            }
            catch (Exception error)
            {
                bool again;
                lock (_lock) again = _model.Unloaded();
                Changed(error);
                if (!again) return;
            }

            await PauseAsync(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task UnloadAsync()
    {
        TimeSpan pause = _options.RetryPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _loader.UnloadAsync(_stop.Token);
                break;
            }
            catch (Exception)
            {
                // What is half gone can neither be used nor be counted as gone.
                await PauseAsync(pause);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }

        bool again;
        lock (_lock) again = _model.Unloaded();
        if (again) await LoadAsync();
    }

    private void Leave()
    {
        lock (_lock) _model.End();
        WatchIdling();
    }

    private void WatchIdling()
    {
        lock (_lock)
        {
            if (_model is { State: OnDemandState.Loaded, Open: 0 } && !_stop.IsCancellationRequested) _idle.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    private void UnloadWhenIdle()
    {
        bool unloads;
        lock (_lock) unloads = !_stop.IsCancellationRequested && _model.TryUnload();
        if (unloads) _ = UnloadAsync();
    }

    private void Changed(Exception? failure)
    {
        TaskCompletionSource changed;
        lock (_lock) (changed, _changed, _failure) = (_changed, new TaskCompletionSource(), failure);
        changed.TrySetResult();
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever stops the gate sees to the rest.
        }
    }

    private static InferenceException Refusal(InferenceError error, string reason, Exception? cause) => new(error, cause is null ? reason : $"{reason} ({cause.Message})", cause)
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private sealed class Visit(OnDemandGate gate) : IDisposable
    {
        private OnDemandGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
