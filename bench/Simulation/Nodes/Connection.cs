using Inference.Cluster.Reattachment;
using Inference.Contracts;
using Inference.Simulation.Model;

namespace Inference.Simulation.Nodes;

/// <summary>A client's connection to a front: in order and whole as long as it lasts, like TCP.</summary>
internal sealed class Connection(GenerateRequest request, string tenant, StreamCursor cursor, bool isFirst) : IDisposable
{
    private readonly CancellationTokenSource _broken = new();

    public GenerateRequest Request => request;

    public string Tenant => tenant;

    /// <summary>Where the client is, as it was when it connected.</summary>
    public StreamCursor Cursor => cursor;

    public bool IsFirst => isFirst;

    public Mailbox<TokenChunk> Received { get; } = new();

    public CancellationToken Broken => _broken.Token;

    public void Send(TokenChunk chunk)
    {
        if (!_broken.IsCancellationRequested) Received.Put(chunk);
    }

    public void End(Exception? error)
    {
        if (!_broken.IsCancellationRequested) Received.Complete(error);
    }

    public void Dispose() => _broken.Dispose();

    public void Break()
    {
        if (_broken.IsCancellationRequested) return;
        Received.Complete(new IOException("The connection was lost."));
        _broken.Cancel();
    }
}
