namespace Inference.Cluster.Reattachment;

/// <summary>A journal that lasts as long as its process. Old records give way to new ones.</summary>
/// <param name="retention">How long a record is kept.</param>
/// <param name="capacity">Most records.</param>
/// <param name="time">By which age is measured.</param>
public sealed class InMemoryJournal(TimeSpan retention, int capacity, TimeProvider time) : IRequestJournal
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RequestRecord> _records = [];
    private readonly Queue<(string Id, long WrittenAt)> _byAge = [];

    public int Count
    {
        get
        {
            lock (_lock) return _records.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(RequestRecord record, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            Forget();
            if (!_records.TryAdd(record.ResponseId, record)) throw new InvalidOperationException($"There is a record of '{record.ResponseId}' already.");
            _byAge.Enqueue((record.ResponseId, time.GetTimestamp()));
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<RequestRecord?> TakeOverAsync(string responseId, string tenant, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            Forget();
            if (!_records.TryGetValue(responseId, out RequestRecord? record) || record.Tenant != tenant) return ValueTask.FromResult<RequestRecord?>(null);
            return ValueTask.FromResult<RequestRecord?>(_records[responseId] = record with { Takeovers = record.Takeovers + 1 });
        }
    }

    private void Forget()
    {
        while (_byAge.TryPeek(out var oldest) && (_byAge.Count >= capacity || time.GetElapsedTime(oldest.WrittenAt) >= retention))
        {
            _records.Remove(oldest.Id);
            _byAge.Dequeue();
        }
    }
}
