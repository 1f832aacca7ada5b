using System.Text.Json.Serialization;
using Inference.Gateway.Generation;

namespace Inference.Gateway.Completions;

/// <summary>Whole answers say of everything that OpenAI and vLLM know whether there is any; chunks have only what is there.</summary>
internal sealed record Completion(string Id, long Created, string Model, IReadOnlyList<CompletionChoice> Choices, Usage Usage)
{
    public string Object { get; } = "text_completion";

    public string? ServiceTier { get; }

    public string? SystemFingerprint { get; }

    public object? KvTransferParams { get; }
}

internal sealed record CompletionChoice(int Index, string Text, CompletionLogprobs? Logprobs, string FinishReason)
{
    public object? StopReason { get; init; }

    public IReadOnlyList<IReadOnlyDictionary<string, RankedLogprob>?>? PromptLogprobs { get; init; }

    public IReadOnlyList<int>? TokenIds { get; init; }

    public IReadOnlyList<int>? PromptTokenIds { get; init; }
}

internal sealed record CompletionChunk(string Id, long Created, string Model, IReadOnlyList<CompletionChunkChoice> Choices)
{
    public string Object { get; } = "text_completion";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }
}

internal sealed record CompletionChunkChoice(int Index, string Text, CompletionLogprobs? Logprobs, string? FinishReason)
{
    public object? StopReason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? TokenIds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? PromptTokenIds { get; init; }
}

internal sealed record CompletionLogprobs(
    IReadOnlyList<string> Tokens, IReadOnlyList<float?> TokenLogprobs, IReadOnlyList<IReadOnlyDictionary<string, float>?> TopLogprobs, IReadOnlyList<int> TextOffset);
