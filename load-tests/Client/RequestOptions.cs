namespace Inference.LoadTests.Client;

/// <summary>What all requests ask for.</summary>
internal sealed record RequestOptions
{
    public ApiKind Api { get; init; } = ApiKind.Chat;

    public required string Model { get; init; }

    public double Temperature { get; init; }

    /// <summary>Each request's seed is made of this one; none is sent where it is null.</summary>
    public long? Seed { get; init; }

    /// <summary>Answers are as long as they may be (vLLM's extension).</summary>
    public bool IgnoreEos { get; init; }

    /// <summary>Answers name their tokens (vLLM's extension).</summary>
    public bool ReturnTokenIds { get; init; }

    /// <summary>Further fields, as a JSON object.</summary>
    public string? Extra { get; init; }

    public string Path => Api == ApiKind.Chat ? "v1/chat/completions" : "v1/completions";
}
