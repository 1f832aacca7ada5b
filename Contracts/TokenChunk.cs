namespace Inference.Contracts;

/// <summary>Some of a choice's tokens, in order.</summary>
public sealed record TokenChunk
{
    public required string RequestId { get; init; }

    /// <summary>Which of the request's choices, from 0.</summary>
    public required int Choice { get; init; }

    /// <summary>Index in the choice's output of the first token here. Whoever sees another one than expected has lost or repeated something.</summary>
    public required int Position { get; init; }

    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>For each token, where the request asked for it.</summary>
    public IReadOnlyList<TokenLogprobs>? Logprobs { get; init; }

    /// <summary>In a request's first chunk, where the request asked for it: for each prompt token; null for the first one.</summary>
    public IReadOnlyList<TokenLogprobs?>? PromptLogprobs { get; init; }

    /// <summary>Null while the choice goes on.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>The token that ended the choice, where a stop token did. It is the last token of the choice, here or in an earlier chunk.</summary>
    public int? StopToken { get; init; }

    /// <summary>Prompt tokens that came from the prefix cache.</summary>
    public int CachedTokens { get; init; }
}
