namespace Inference.Contracts;

/// <summary>Turns texts, as tokens, into vectors: the seam for embeddings, as <see cref="ITokenService"/> is for text.</summary>
public interface IEmbeddingService
{
    /// <summary>
    /// Computes one vector. It depends on the tokens and on how they are pooled, to the bit, and on nothing else. Cancelling frees
    /// what the request holds.
    /// </summary>
    /// <exception cref="InferenceException">The request is refused, or fails.</exception>
    Task<Embedding> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken = default);
}
