namespace Inference.Cluster.Reattachment;

/// <summary>A journal that lasts as long as its process. Old records give way to new ones.</summary>
/// <param name="retention">How long a record is kept.</param>
/// <param name="capacity">Most records.</param>
/// <param name="time">By which age is measured.</param>
/// <param name="maxBytes">Most memory that the records may take together; one that is larger is not kept.</param>
public sealed class InMemoryJournal(TimeSpan retention, int capacity, TimeProvider time, long maxBytes = long.MaxValue) : IRequestJournal
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RequestRecord> _records = [];
    private readonly Queue<(string Id, long Bytes, long WrittenAt)> _byAge = [];
    private long _bytes;

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
            long bytes = record.FrontState.Length + ((long)sizeof(int) * (record.Request.Prompt.Count + record.Others.Sum(request => request.Prompt.Count)));
            ForgetOld();
            if (_records.ContainsKey(record.ResponseId)) throw new InvalidOperationException($"There is a record of '{record.ResponseId}' already.");
            if (bytes > maxBytes) return default;
            while (_byAge.Count >= capacity || _bytes + bytes > maxBytes) ForgetOldest();
            _records.Add(record.ResponseId, record);
            _byAge.Enqueue((record.ResponseId, bytes, time.GetTimestamp()));
            _bytes += bytes;
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<RequestRecord?> TakeOverAsync(string responseId, string tenant, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            ForgetOld();
            if (!_records.TryGetValue(responseId, out RequestRecord? record) || record.Tenant != tenant) return ValueTask.FromResult<RequestRecord?>(null);
            return ValueTask.FromResult<RequestRecord?>(_records[responseId] = record with { Takeovers = record.Takeovers + 1 });
        }
    }

    private void ForgetOld()
    {
        while (_byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.WrittenAt) >= retention) ForgetOldest();
    }

    private void ForgetOldest()
    {
        (string id, long bytes, _) = _byAge.Dequeue();
        _records.Remove(id);
        _bytes -= bytes;
    }
}
