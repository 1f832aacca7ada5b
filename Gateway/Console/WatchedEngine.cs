using Inference.Contracts;
using Inference.Gateway.Models;

namespace Inference.Gateway.Console;

/// <summary>A model's engine as the console sees it. However many look, the engine is asked once at a time, and not too often.</summary>
internal sealed class WatchedEngine(ServedModel model, TimeProvider time)
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<EngineSnapshot>? _asked;
    private EngineSnapshot? _latest;
    private long _askedAt;

    public ServedModel Model => model;

    public EngineHistory History { get; } = new(time);

    /// <summary>The engine's state: the latest that is known where it does not answer soon, or null where none is.</summary>
    public async Task<(EngineSnapshot? State, bool IsLate)> ObserveAsync(CancellationToken cancellation)
    {
        if (Ask() is not { } asked) return (null, false);
        try
        {
            EngineSnapshot state = await asked.WaitAsync(Patience, time, cancellation);
            Volatile.Write(ref _latest, state);
            return (state, false);
        }
        catch (Exception error) when (error is TimeoutException or InferenceException)
        {
            return (Volatile.Read(ref _latest), true);
        }
    }

    private Task<EngineSnapshot>? Ask()
    {
        if (model.Operations is not { } operations) return null;
        lock (_lock)
        {
            bool isDue = _asked is null || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) >= LeastInterval);
            if (!isDue) return _asked;
            _askedAt = time.GetTimestamp();
            return _asked = operations.ObserveAsync(CancellationToken.None);
        }
    }
}
