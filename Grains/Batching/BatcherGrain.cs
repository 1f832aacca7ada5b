using System.Runtime.CompilerServices;
using Inference.Abstractions.Batching;
using Inference.Abstractions.Wire;
using Inference.Contracts;
using Inference.Grains.Nodes;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.Placement;

namespace Inference.Grains.Batching;

/// <summary>Has no state of its own: sessions belong to the replica on its node.</summary>
[PinnedToNode]
[GrainDirectory(NoDirectory.Name)]
[Immovable]
[Reentrant]
internal sealed class BatcherGrain(NodeHost node) : Grain, IBatcherGrain
{
    private string Key => this.GetPrimaryKeyString();

    public async IAsyncEnumerable<ReplicaFrame> OpenAsync(string session, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        HostedReplica replica = Replica();
        ReplicaSession opened = replica.OpenSession(session);
        try
        {
            await foreach (ReplicaFrame frame in opened.ReadAsync(cancellation)) yield return frame;
        }
        finally
        {
            replica.CloseSession(session, opened);
        }
    }

    public Task<bool> GenerateAsync(string session, long stream, GenerateRequest request)
    {
        ReplicaSession? opened = node.TryFind(Key, out HostedReplica? replica) ? replica.SessionOf(session) : null;
        opened?.Start(stream, request);
        return Task.FromResult(opened is not null);
    }

    public Task EndAsync(string session, long stream, bool enough)
    {
        if (node.TryFind(Key, out HostedReplica? replica)) replica.SessionOf(session)?.End(stream, enough);
        return Task.CompletedTask;
    }

    public Task EndChoiceAsync(string requestId, int choice)
    {
        if (node.TryFind(Key, out HostedReplica? replica)) replica.Loaded?.Tokens.EndChoice(requestId, choice);
        return Task.CompletedTask;
    }

    public async Task<EmbeddingOutcome> EmbedAsync(EmbeddingRequest request, CancellationToken cancellation = default)
    {
        try
        {
            IEmbeddingService vectors = Replica().Loaded?.Vectors ?? throw new InferenceException(InferenceError.InvalidRequest, "The model makes no vectors.");
            return new EmbeddingOutcome(await vectors.EmbedAsync(request, cancellation), null);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            return new EmbeddingOutcome(null, Failure.Of(error));
        }
    }

    private HostedReplica Replica() =>
        node.TryFind(Key, out HostedReplica? replica) ? replica : throw new InferenceException(InferenceError.Unavailable, $"Replica {Key} is not on this node.");
}
