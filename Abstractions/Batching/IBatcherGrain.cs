using Inference.Contracts;
using Orleans.Concurrency;

namespace Inference.Abstractions.Batching;

/// <summary>
/// The way into one replica's engine, and the token streams out of it. Its key is a <see cref="Models.ReplicaKey"/>. A front opens one session,
/// and everything that its requests bring comes through that session's frames.
/// </summary>
[Alias("inference.batcher")]
public interface IBatcherGrain : IGrainWithStringKey
{
    /// <summary>
    /// Opens a session. Frames come when there is something to tell, and at least every <see cref="ReplicaFrame.Heartbeat"/>. When the
    /// reader leaves, all requests of the session end.
    /// </summary>
    [Alias("open")]
    IAsyncEnumerable<ReplicaFrame> OpenAsync(string session, CancellationToken cancellation = default);

    /// <summary>Submits a request to a session. What comes of it, refusals too, comes in frames.</summary>
    /// <param name="session">An open one.</param>
    /// <param name="stream">The front's number for this attempt, new in the session.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>False where the replica knows no such session: nothing will come.</returns>
    [Alias("generate")]
    Task<bool> GenerateAsync(string session, long stream, [Immutable] GenerateRequest request);

    /// <summary>Ends an attempt that nobody waits for any more.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="stream">Its number.</param>
    /// <param name="enough">Whether the caller has what it wanted, and has not given up.</param>
    [OneWay]
    [Alias("end")]
    Task EndAsync(string session, long stream, bool enough);

    /// <inheritdoc cref="ITokenService.EndChoice"/>
    [OneWay]
    [Alias("end-choice")]
    Task EndChoiceAsync(string requestId, int choice);

    /// <summary>Computes a vector.</summary>
    [Alias("embed")]
    Task<EmbeddingOutcome> EmbedAsync([Immutable] EmbeddingRequest request, CancellationToken cancellation = default);
}
