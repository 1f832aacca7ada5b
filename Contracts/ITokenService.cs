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

    /// <summary>
    /// Says that nobody wants more of a choice, while others of its request go on: its text has come to a stop string, which only who
    /// owns the text can see. A hint: chunks of it may still come, and whoever cannot act on it need not.
    /// </summary>
    void EndChoice(string requestId, int choice)
    {
        // What cannot be stopped goes on to its end.
    }
}
