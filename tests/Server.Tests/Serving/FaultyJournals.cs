using Inference.Gateway.Reattachment;

namespace Inference.Server.Tests.Serving;

/// <summary>Fails as often as told, and then does its work.</summary>
internal sealed class FlakyJournal(IResponseJournal inner) : IResponseJournal
{
    public int Failures { get; set; }

    public ValueTask WriteAsync(ResponseRecord record, CancellationToken cancellation)
    {
        FailAsTold();
        return inner.WriteAsync(record, cancellation);
    }

    public ValueTask<ResponseRecord?> TakeOverAsync(string id, string tenant, CancellationToken cancellation)
    {
        FailAsTold();
        return inner.TakeOverAsync(id, tenant, cancellation);
    }

    private void FailAsTold()
    {
        if (Failures-- > 0) throw new IOException("The store is down.");
    }
}

/// <summary>Never does.</summary>
internal sealed class BrokenJournal : IResponseJournal
{
    public ValueTask WriteAsync(ResponseRecord record, CancellationToken cancellation) => throw new IOException("The store is down.");

    public ValueTask<ResponseRecord?> TakeOverAsync(string id, string tenant, CancellationToken cancellation) => ValueTask.FromResult<ResponseRecord?>(null);
}
