using Inference.Abstractions.Batching;
using Inference.Cluster;
using Inference.Cluster.Replicas;
using Inference.Contracts;

namespace Inference.Client.Models;

/// <summary>Vectors of any replica: they depend on the tokens alone, so one that is lost on the way is asked for again elsewhere.</summary>
internal sealed class ClusterVectors(IReplicaSelector replicas, IGrainFactory grains, ClusterClientOptions options, TimeProvider time) : IEmbeddingService
{
    public async Task<Embedding> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken = default)
    {
        HashSet<ReplicaId> avoid = [];
        GenerateRequest asRouted = new() { Id = request.Id, Prompt = request.Tokens, CacheSalt = request.CacheSalt };
        long since = time.GetTimestamp();
        InferenceException? refusal = null;
        while (time.GetElapsedTime(since) < options.Resumption.UnavailablePatience)
        {
            if (!replicas.TrySelect(asRouted, avoid, out ReplicaRoute? route))
            {
                if (refusal is { Error: InferenceError.Overloaded }) throw refusal;
                avoid.Clear();
                await Task.Delay(options.ReconnectPause, time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            avoid.Add(route.Replica);
            using CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, route.Health.Gone);
            try
            {
                EmbeddingOutcome outcome = await grains.GetGrain<IBatcherGrain>(route.Replica.Name).EmbedAsync(request, lost.Token).ConfigureAwait(false);
                if (outcome.Embedding is { } embedding) return embedding;
                if (outcome.Failure!.ToException() is InferenceException { Error: InferenceError.Draining or InferenceError.Overloaded or InferenceError.Unavailable } refused) refusal = refused;
                else throw outcome.Failure.ToException();
            }
            catch (Exception error) when (error is not InferenceException && !cancellationToken.IsCancellationRequested)
            {
                // The replica died, or is out of reach: another one computes the same bits.
            }
        }

        throw refusal ?? new InferenceException(InferenceError.Unavailable, "No replica of the model can be reached.") { RetryAfter = TimeSpan.FromSeconds(1) };
    }
}
