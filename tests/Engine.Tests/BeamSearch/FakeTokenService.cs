using System.Runtime.CompilerServices;
using Inference.Contracts;
using Inference.Engine.Sampling;
using Inference.Engine.Tests.Speculation;

namespace Inference.Engine.Tests.BeamSearch;

/// <summary>Answers with one greedy token whose logits are a function of the whole context.</summary>
internal sealed class FakeTokenService(int vocabularySize, int maxContext = 1000) : ITokenService
{
    private int _requests;

    public int Requests => _requests;

    public Func<GenerateRequest, CancellationToken, Task> BeforeAnswer { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Coarse, so that there are ties.</summary>
    public static float[] Logits(IEnumerable<int> context, int vocabularySize) =>
        [.. ModelOfTokens.LogitsAfter([.. context], vocabularySize, memory: int.MaxValue).Select(logit => MathF.Round(logit / 3))];

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _requests);
        await BeforeAnswer(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Prompt.Count >= maxContext) throw new InferenceException(InferenceError.TooLong, "too long");
        float[] logits = Logits(request.Prompt, vocabularySize);
        int token = LogitRow.IndexOf(logits, logits.Max());
        yield return new TokenChunk
        {
            RequestId = request.Id,
            Choice = 0,
            Position = 0,
            Tokens = [token],
            Logprobs = request.Sampling.Logprobs is { } top ? [TokenSampler.LogprobsOf(logits, token, top)] : null,
            PromptLogprobs = request.Sampling.PromptLogprobs is null ? null : [.. request.Prompt.Select(_ => (TokenLogprobs?)null)],
            FinishReason = FinishReason.Length,
            CachedTokens = 3,
        };
    }
}
