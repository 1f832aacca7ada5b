namespace Inference.Cluster.Admission;

/// <summary>A request that was let in. It holds its place and its share of the tenant's budget until it is disposed of.</summary>
public sealed class AdmittedRequest : IDisposable
{
    private Action<long>? _end;
    private long _used;

    internal AdmittedRequest(Action<long> end) => _end = end;

    /// <summary>Tokens that the request came to so far, prompt included. What it does not use goes back to the tenant's budget.</summary>
    public void Used(long tokens) => _used = tokens;

    /// <summary>The same, where several tell it in any order: the most counts.</summary>
    public void UsedAtLeast(long tokens)
    {
        long before = Volatile.Read(ref _used);
        while (tokens > before)
        {
            long now = Interlocked.CompareExchange(ref _used, tokens, before);
            if (now == before) return;
            before = now;
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke(_used);
}
