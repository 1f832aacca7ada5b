namespace Inference.Contracts;

/// <summary>
/// Turns prompts into tokens. This is the one seam between text and tokens: an engine implements it, and so does everything
/// that stands between an engine and a client (routing, resumption, a connection to another process).
/// </summary>
public interface ITokenService
{
    /// <summary>
    /// Generates the choices of one request. Chunks of one choice come in order and without gaps
    /// (<see cref="TokenChunk.Position"/>); each choice ends in a chunk with a <see cref="TokenChunk.FinishReason"/>. Cancelling
    /// frees what the request holds.
    /// </summary>
    /// <exception cref="InferenceException">The request is refused, or fails.</exception>
    IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken = default);
}
