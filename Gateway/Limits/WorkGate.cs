using Inference.Contracts;

namespace Inference.Gateway.Limits;

/// <summary>Counts the requests in work, and closes: then no more come in, and one can wait for the last to leave.</summary>
public sealed class WorkGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private int _running;

    public bool IsDraining { get; private set; }

    public int Running => Volatile.Read(ref _running);

    /// <summary>Cancelled when those that are still in work are to be given up.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>Takes a request in; dispose of the result when it is done.</summary>
    /// <exception cref="InferenceException">No more are taken.</exception>
    public IDisposable Enter()
    {
        lock (_lock)
        {
            if (IsDraining) throw new InferenceException(InferenceError.Draining, "The server is shutting down and takes no new requests.");
            _running++;
        }

        return new Leave(this);
    }

    /// <summary>Closes the gate. Done when all have left, or after so long, when the rest is given up.</summary>
    /// <returns>How many had to be given up.</returns>
    public async Task<int> DrainAsync(TimeSpan patience, TimeProvider time)
    {
        lock (_lock)
        {
            IsDraining = true;
            if (_running == 0) _empty.TrySetResult();
        }

        try
        {
            await _empty.Task.WaitAsync(patience, time);
            return 0;
        }
        catch (TimeoutException)
        {
            int left = Running;
            await _end.CancelAsync();
            return left;
        }
    }

    public void Dispose() => _end.Dispose();

    private void OnLeft()
    {
        lock (_lock)
        {
            _running--;
            if (IsDraining && _running == 0) _empty.TrySetResult();
        }
    }

    private sealed class Leave(WorkGate gate) : IDisposable
    {
        private WorkGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.OnLeft();
    }
}
