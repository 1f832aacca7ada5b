using System.Text.Json.Serialization;

namespace Inference.Gateway.Generation;

/// <summary>Tokens that a request took.</summary>
internal sealed record Usage(int PromptTokens, int TotalTokens, int CompletionTokens, PromptTokensDetails PromptTokensDetails)
{
    /// <summary>Null where nothing tells reasoning from answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CompletionTokensDetails? CompletionTokensDetails { get; init; }

    public static Usage Of(int prompt, int completion, int cached, int? reasoning = null) => new(prompt, prompt + completion, completion, new PromptTokensDetails(cached))
    {
        CompletionTokensDetails = reasoning is { } tokens ? new CompletionTokensDetails(tokens) : null,
    };
}

internal sealed record CompletionTokensDetails(int ReasoningTokens);

internal sealed record PromptTokensDetails(int CachedTokens);
