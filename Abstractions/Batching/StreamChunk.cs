using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Batching;

/// <summary>A chunk of one stream, without what the front knows anyway.</summary>
[GenerateSerializer]
[Immutable]
[Alias("inference.chunk")]
public sealed record StreamChunk
{
    /// <summary>The front's number for the attempt.</summary>
    [Id(0)]
    public required long Stream { get; init; }

    [Id(1)]
    public required int Choice { get; init; }

    [Id(2)]
    public required int Position { get; init; }

    [Id(3)]
    public required int[] Tokens { get; init; }

    [Id(4)]
    public TokenLogprobs[]? Logprobs { get; init; }

    [Id(5)]
    public TokenLogprobs?[]? PromptLogprobs { get; init; }

    [Id(6)]
    public FinishReason? FinishReason { get; init; }

    [Id(7)]
    public int? StopToken { get; init; }

    [Id(8)]
    public int CachedTokens { get; init; }

    public static StreamChunk Of(long stream, TokenChunk chunk) => new()
    {
        Stream = stream,
        Choice = chunk.Choice,
        Position = chunk.Position,
        Tokens = [.. chunk.Tokens],
        Logprobs = chunk.Logprobs is null ? null : [.. chunk.Logprobs],
        PromptLogprobs = chunk.PromptLogprobs is null ? null : [.. chunk.PromptLogprobs],
        FinishReason = chunk.FinishReason,
        StopToken = chunk.StopToken,
        CachedTokens = chunk.CachedTokens,
    };

    public TokenChunk ToChunk(string requestId) => new()
    {
        RequestId = requestId,
        Choice = Choice,
        Position = Position,
        Tokens = Tokens,
        Logprobs = Logprobs,
        PromptLogprobs = PromptLogprobs,
        FinishReason = FinishReason,
        StopToken = StopToken,
        CachedTokens = CachedTokens,
    };
}
