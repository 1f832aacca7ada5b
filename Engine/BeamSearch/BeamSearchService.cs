using System.Runtime.CompilerServices;
using Inference.Contracts;
using Inference.Engine.Constraints;
using Inference.Engine.Sampling;

namespace Inference.Engine.BeamSearch;

/// <summary>
/// Beam search over a service that samples: each step asks it for one token of each beam, with the likeliest tokens. Beams share
/// all but their last tokens, so prefix caching makes a step cost about one token a beam. Requests without a beam width pass through.
/// </summary>
/// <param name="inner">What computes log-probabilities.</param>
/// <param name="vocabularySize">The model's tokens.</param>
/// <param name="eosTokenIds">Those of them that end a text.</param>
public sealed class BeamSearchService(ITokenService inner, int vocabularySize, IReadOnlyList<int> eosTokenIds) : ITokenService
{
    /// <inheritdoc/>
    /// <remarks>
    /// Beams are compared by log-probability under the model, so masks, bias and penalties are refused. A choice comes as one
    /// chunk, the best choice first.
    /// </remarks>
    public IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken = default) =>
        request.Sampling.BeamWidth == 0 ? inner.GenerateAsync(request, cancellationToken) : SearchAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void EndChoice(string requestId, int choice) => inner.EndChoice(requestId, choice);

    private async IAsyncEnumerable<TokenChunk> SearchAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if ((SamplingValidation.Check(request.Sampling, vocabularySize) ?? SamplingValidation.CheckTokens(request, vocabularySize)) is { } error) throw error;
        if (request.Constraint is not null) throw ConstraintError.Of("Structured output cannot be used with beam search.");
        SamplingParams parameters = request.Sampling;
        HashSet<int> endTokens = [.. parameters.StopTokenIds, .. parameters.IgnoreEos ? [] : eosTokenIds];
        var pool = new BeamPool(parameters, request.Prompt.Count, endTokens);
        TokenChunk? first = null;
        bool aborted = false;
        for (int step = 0; (parameters.MaxTokens is not { } most || step < most) && !pool.IsDecided; step++)
        {
            TokenChunk[] chunks;
            try
            {
                chunks = await StepAsync(request, pool, step, cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException full) when (full.Error == InferenceError.TooLong && step > 0 && parameters.MaxTokens is null)
            {
                break;
            }

            aborted = chunks.Any(chunk => chunk.FinishReason == FinishReason.Abort);
            if (aborted) break;
            first ??= chunks[0];
            pool.Advance([.. chunks.Select(chunk => chunk.Logprobs![0])]);
        }

        if (aborted)
        {
            for (int choice = 0; choice < parameters.N; choice++) yield return ToAbort(request, choice);
            yield break;
        }

        IReadOnlyList<Beam> best = pool.Best();
        if (best.Count < parameters.N)
        {
            string message = $"Beam search found only {best.Count} ways to go on, not n={parameters.N}.";
            throw new InferenceException(InferenceError.InvalidRequest, message) { Parameter = nameof(parameters.N) };
        }

        for (int choice = 0; choice < best.Count; choice++) yield return ToChunk(request, choice, best[choice], first!);
    }

    /// <summary>One token for each running beam, all at once. When one fails, so do the others.</summary>
    private async Task<TokenChunk[]> StepAsync(GenerateRequest request, BeamPool pool, int step, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IEnumerable<GenerateRequest> requests = pool.Running.Select((beam, index) => ToRequest(request, pool, beam, $"{request.Id}-{step}-{index}"));
        return await Task.WhenAll(requests.Select(next => NextAsync(next, stop))).ConfigureAwait(false);
    }

    private async Task<TokenChunk> NextAsync(GenerateRequest request, CancellationTokenSource stop)
    {
        try
        {
            TokenChunk? next = null;
            await foreach (TokenChunk chunk in inner.GenerateAsync(request, stop.Token).ConfigureAwait(false))
            {
                if (chunk.FinishReason == FinishReason.Abort) return chunk;
                if (chunk.Tokens.Count > 0) next ??= chunk;
            }

            return next?.Logprobs is { Count: > 0 }
                ? next
                : throw new InferenceException(InferenceError.EngineFailed, "The engine gave no log-probabilities for a beam.");
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static GenerateRequest ToRequest(GenerateRequest request, BeamPool pool, Beam beam, string id) => request with
    {
        Id = id,
        Prompt = [.. request.Prompt, .. beam.Tokens],
        Emitted = [],
        Sampling = new SamplingParams
        {
            Temperature = 0,
            MaxTokens = 1,
            Logprobs = Math.Max(pool.CandidatesPerBeam, request.Sampling.Logprobs ?? 0),
            PromptLogprobs = beam.Tokens.Count == 0 ? request.Sampling.PromptLogprobs : null,
        },
    };

    private static TokenChunk ToAbort(GenerateRequest request, int choice) => new()
    {
        RequestId = request.Id,
        Choice = choice,
        Position = choice < request.Emitted.Count ? request.Emitted[choice].Count : 0,
        Tokens = [],
        FinishReason = FinishReason.Abort,
    };

    private static TokenChunk ToChunk(GenerateRequest request, int choice, Beam beam, TokenChunk first)
    {
        int sent = choice < request.Emitted.Count ? request.Emitted[choice].Count : 0;
        return new TokenChunk
        {
            RequestId = request.Id,
            Choice = choice,
            Position = sent,
            Tokens = [.. beam.Tokens.Skip(sent)],
            Logprobs = request.Sampling.Logprobs is null ? null : [.. beam.Logprobs.Skip(sent)],
            PromptLogprobs = choice == 0 && sent == 0 ? first.PromptLogprobs : null,
            FinishReason = beam.Ended ? FinishReason.Stop : FinishReason.Length,
            StopToken = beam.Ended ? beam.Tokens[^1] : null,
            CachedTokens = first.CachedTokens,
        };
    }
}
