using System.Runtime.CompilerServices;
using Inference.Contracts;

namespace Inference.Engine.Tests.BeamSearch;

/// <summary>Ends each request as an operator would.</summary>
internal sealed class AbortingService : ITokenService
{
    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        yield return new TokenChunk { RequestId = request.Id, Choice = 0, Position = 0, Tokens = [], FinishReason = FinishReason.Abort };
    }
}
