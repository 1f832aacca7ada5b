using Inference.Contracts;

namespace Inference.Hosting.Composition;

/// <summary>Stands where a model would make tokens that has no output head.</summary>
internal sealed class HeadlessTokenService : ITokenService
{
    /// <inheritdoc/>
    public IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken = default) =>
        throw new InferenceException(InferenceError.InvalidRequest, "This model has no output head: it makes embeddings, and no text.") { Parameter = "model" };
}
