namespace Inference.Cluster.Reattachment;

/// <summary>A journal that lasts as long as its process. Old records give way to new ones.</summary>
/// <param name="retention">How long a record is kept.</param>
/// <param name="capacity">Most records.</param>
/// <param name="time">By which age is measured.</param>
/// <param name="maxBytes">Most memory that the records may take together; one that is larger is not kept.</param>
public sealed class InMemoryJournal(TimeSpan retention, int capacity, TimeProvider time, long maxBytes = long.MaxValue) : IRequestJournal
{
    private const int BlockSize = 256 << 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _records = [];
    private readonly Queue<(string Id, long WrittenAt)> _byAge = [];
    private readonly ByteLog _log = new(BlockSize);
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
        (byte[] bytes, int length) = RecordBytes.Write(record);
        lock (_lock)
        {
            ForgetOld();
            if (_records.ContainsKey(record.ResponseId)) throw new InvalidOperationException($"There is a record of '{record.ResponseId}' already.");
            if (bytes.Length > maxBytes) return default;
            while (_byAge.Count >= capacity || _bytes + bytes.Length > maxBytes) ForgetOldest();
            _records.Add(record.ResponseId, new Entry(_log.Append(bytes), length, record.Tenant, record.Takeovers));
            _byAge.Enqueue((record.ResponseId, time.GetTimestamp()));
            _bytes += bytes.Length;
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<RequestRecord?> TakeOverAsync(string responseId, string tenant, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            ForgetOld();
            if (!_records.TryGetValue(responseId, out Entry entry) || entry.Tenant != tenant) return ValueTask.FromResult<RequestRecord?>(null);
            _records[responseId] = entry = entry with { Takeovers = entry.Takeovers + 1 };
            return ValueTask.FromResult<RequestRecord?>(RecordBytes.Read(entry.Bytes.Span, entry.Length) with { Takeovers = entry.Takeovers });
        }
    }

    private void ForgetOld()
    {
        while (_byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.WrittenAt) >= retention) ForgetOldest();
    }

    private void ForgetOldest()
    {
        (string id, _) = _byAge.Dequeue();
        _records.Remove(id, out Entry entry);
        _bytes -= entry.Bytes.Length;
        _log.ForgetOldest();
    }

    /// <param name="Bytes">The record, in the log.</param>
    /// <param name="Length">Of these bytes before they were compressed.</param>
    /// <param name="Tenant">Who may have it.</param>
    /// <param name="Takeovers">Since it was written, and before.</param>
    private readonly record struct Entry(ReadOnlyMemory<byte> Bytes, int Length, string Tenant, int Takeovers);
}
