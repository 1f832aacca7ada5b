namespace Inference.Gateway.Generation;

/// <summary>Tokens that a request took.</summary>
internal sealed record Usage(int PromptTokens, int TotalTokens, int CompletionTokens, PromptTokensDetails PromptTokensDetails)
{
    public static Usage Of(int prompt, int completion, int cached) => new(prompt, prompt + completion, completion, new PromptTokensDetails(cached));
}

internal sealed record PromptTokensDetails(int CachedTokens);
