namespace Inference.Simulation.Model;

/// <summary>A queue with one reader, which waits on the thread it came from.</summary>
public sealed class Mailbox<T> where T : class
{
    private readonly Queue<T> _items = [];
    private TaskCompletionSource? _waiting;
    private Exception? _error;
    private bool _complete;

    public void Put(T item)
    {
        _items.Enqueue(item);
        _waiting?.TrySetResult();
    }

    public void Complete(Exception? error = null)
    {
        (_complete, _error) = (true, error);
        _waiting?.TrySetResult();
    }

    /// <summary>The next item; null at the end.</summary>
    public async Task<T?> TakeAsync(CancellationToken cancellation)
    {
        while (_items.Count == 0 && !_complete)
        {
            cancellation.ThrowIfCancellationRequested();
            _waiting = new TaskCompletionSource();
            await _waiting.Task.WaitAsync(cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
        if (_items.TryDequeue(out T? item)) return item;
        return _error is null ? null : throw _error;
    }
}
