using System.Runtime.CompilerServices;
using Inference.Contracts;

namespace Inference.Gateway.Generation;

/// <summary>Runs one prompt: from its tokens to the text of its choices.</summary>
internal sealed class PromptRun(TextRequest request, int index, bool byToken, TimeSpan pacing)
{
    private readonly ChoiceProgress[] _choices = [.. Enumerable.Range(0, Math.Max(1, request.Tokens.Sampling.N)).Select(choice => new ChoiceProgress(request, index, choice))];

    public TextRequest Request => request;

    /// <summary>Only who reads the text sees its stop strings: what is not read at once would be computed beyond them.</summary>
    private TimeSpan Pacing => request.Text.Stop.Count == 0 ? pacing : TimeSpan.Zero;

    public IReadOnlyList<TokenLogprobs?>? PromptLogprobs { get; private set; }

    public int PromptTokens => request.Tokens.Prompt.Count;

    public int CachedTokens { get; private set; }

    public int? ReasoningTokens => _choices[0].ReasoningTokens is null ? null : _choices.Sum(choice => choice.ReasoningTokens);

    public int OutputTokens => _choices.Sum(choice => choice.TokenCount);

    /// <summary>Pieces of all choices as they come. Nobody waits for what comes after the ends of all of them.</summary>
    public async IAsyncEnumerable<TextPiece> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        int open = _choices.Length;
        await foreach (TokenChunk chunk in request.Model.Service.GenerateAsync(request.Tokens with { Pacing = Pacing }, cancellation).ConfigureAwait(false))
        {
            PromptLogprobs ??= chunk.PromptLogprobs;
            CachedTokens = Math.Max(CachedTokens, chunk.CachedTokens);
            ChoiceProgress choice = _choices[chunk.Choice];
            for (int i = 0, parts = byToken ? Math.Max(1, chunk.Tokens.Count) : 1; i < parts && choice.End is null; i++)
            {
                TextPiece piece = choice.Take(parts == 1 ? chunk : OfToken(chunk, i));
                if (choice.End is not null) open--;
                if (choice.End is not null && chunk.FinishReason is null && open > 0) request.Model.Service.EndChoice(request.Tokens.Id, chunk.Choice);
                yield return piece;
                if (open == 0) yield break;
            }
        }
    }

    private static TokenChunk OfToken(TokenChunk chunk, int index)
    {
        bool isLast = index == chunk.Tokens.Count - 1;
        return chunk with
        {
            Position = chunk.Position + index,
            Tokens = [chunk.Tokens[index]],
            Logprobs = chunk.Logprobs is { } logprobs ? [logprobs[index]] : null,
            FinishReason = isLast ? chunk.FinishReason : null,
            StopToken = isLast ? chunk.StopToken : null,
        };
    }
}
