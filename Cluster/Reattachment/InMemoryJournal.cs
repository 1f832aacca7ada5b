namespace Inference.Cluster.Reattachment;

/// <summary>A journal that lasts as long as its process. Old records give way to new ones.</summary>
/// <param name="retention">How long a record is kept.</param>
/// <param name="capacity">Most records.</param>
/// <param name="time">By which age is measured.</param>
/// <param name="maxBytes">Most memory that the records may take together, compressed. One that is larger than half of it before that is not kept: it would take the place of too many others.</param>
public sealed class InMemoryJournal(TimeSpan retention, int capacity, TimeProvider time, long maxBytes = long.MaxValue) : IRequestJournal
{
    private const int BlockSize = 256 << 10, LeastBlocks = 16, MostToRead = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _records = [];
    private readonly Queue<(string Id, long WrittenAt)> _byAge = [];
    private readonly CompressedLog _log = new((int)Math.Min(BlockSize, maxBytes / LeastBlocks), MostToRead);

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
        byte[] bytes = RecordBytes.Write(record);
        lock (_lock)
        {
            ForgetOld();
            if (_records.ContainsKey(record.ResponseId)) throw new InvalidOperationException($"There is a record of '{record.ResponseId}' already.");
            if (bytes.Length > maxBytes / 2) return default;
            _records.Add(record.ResponseId, new Entry(_log.Append(bytes), record.Tenant, record.Takeovers));
            _byAge.Enqueue((record.ResponseId, time.GetTimestamp()));
            while (_byAge.Count > capacity || _log.Held > maxBytes) ForgetOldest();
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<RequestRecord?> TakeOverAsync(string responseId, string tenant, CancellationToken cancellation = default)
    {
        Entry entry;
        CompressedPiece piece;
        lock (_lock)
        {
            ForgetOld();
            if (!_records.TryGetValue(responseId, out entry) || entry.Tenant != tenant) return ValueTask.FromResult<RequestRecord?>(null);
            _records[responseId] = entry = entry with { Takeovers = entry.Takeovers + 1 };
            piece = entry.Piece.Copy();
        }

        return ValueTask.FromResult<RequestRecord?>(RecordBytes.Read(piece.Read()) with { Takeovers = entry.Takeovers });
    }

    private void ForgetOld()
    {
        while (_byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.WrittenAt) >= retention) ForgetOldest();
    }

    private void ForgetOldest()
    {
        (string id, _) = _byAge.Dequeue();
        _records.Remove(id);
        _log.ForgetOldest();
    }

    /// <param name="Piece">The record, in the log.</param>
    /// <param name="Tenant">Who may have it.</param>
    /// <param name="Takeovers">Since it was written, and before.</param>
    private readonly record struct Entry(CompressedLog.Piece Piece, string Tenant, int Takeovers);
}
