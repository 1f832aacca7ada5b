using System.Runtime.CompilerServices;
using Inference.Cluster.Replicas;
using Inference.Contracts;
using Inference.Simulation.Model;

namespace Inference.Simulation.Nodes;

/// <summary>A front's side of its connection to a replica.</summary>
internal sealed class RemoteReplica(FrontNode front, ReplicaNode node) : ITokenService, IReplicaHealth, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private long _steps = -1, _progressAt = front.Clock.GetTimestamp();

    public ReplicaNode Node => node;

    public TimeSpan SinceProgress => front.Clock.GetElapsedTime(_progressAt);

    public CancellationToken Gone => _gone.Token;

    public void Progress(long steps)
    {
        if (steps < 0 || steps != _steps) _progressAt = front.Clock.GetTimestamp();
        _steps = steps;
    }

    public void Dispose() => _gone.Cancel();

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (long stream, Mailbox<TokenChunk> inbox) = front.OpenStream();
        try
        {
            front.Network.Send(front, node, () => node.Start(front, stream, request));
            while (await inbox.TakeAsync(cancellationToken) is { } chunk) yield return chunk;
        }
        finally
        {
            front.CloseStream(stream);
            front.Network.Send(front, node, () => node.Cancel(stream));
        }
    }
}
