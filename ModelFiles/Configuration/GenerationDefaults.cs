namespace Inference.ModelFiles.Configuration;

/// <summary>What a model's makers recommend for sampling from it; null where they say nothing.</summary>
public sealed record GenerationDefaults
{
    public static GenerationDefaults None { get; } = new();

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public int? TopK { get; init; }

    public float? MinP { get; init; }

    public float? RepetitionPenalty { get; init; }

    public int? MaxNewTokens { get; init; }

    /// <summary>What holds for beam search: how tokens are sampled is no part of it.</summary>
    public GenerationDefaults ForBeamSearch() => new() { MaxNewTokens = MaxNewTokens };
}
