namespace Inference.Contracts;

/// <summary>How tokens are chosen. Names, meanings and defaults are vLLM's.</summary>
public sealed record SamplingParams
{
    /// <summary>Choices to generate.</summary>
    public int N { get; init; } = 1;

    /// <summary>Zero takes the likeliest token.</summary>
    public float Temperature { get; init; } = 1;

    public float TopP { get; init; } = 1;

    /// <summary>Zero or −1: all tokens.</summary>
    public int TopK { get; init; }

    /// <summary>Least probability, as a share of the likeliest token's.</summary>
    public float MinP { get; init; }

    public float PresencePenalty { get; init; }

    public float FrequencyPenalty { get; init; }

    /// <summary>Above 1 makes tokens of prompt and output less likely.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Added to logits before anything else; by token.</summary>
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = new Dictionary<int, float>();

    /// <summary>The only tokens to choose from; empty: all.</summary>
    public IReadOnlyList<int> AllowedTokenIds { get; init; } = [];

    /// <summary>Token sequences that must not appear in the output.</summary>
    public IReadOnlyList<IReadOnlyList<int>> BadWords { get; init; } = [];

    /// <summary>Neither end-of-text nor stop tokens are chosen before so many.</summary>
    public int MinTokens { get; init; }

    /// <summary>Null: as many as the context holds.</summary>
    public int? MaxTokens { get; init; } = 16;

    /// <summary>Tokens that end a choice, besides the model's own.</summary>
    public IReadOnlyList<int> StopTokenIds { get; init; } = [];

    /// <summary>The model's own end-of-text tokens are tokens like others.</summary>
    public bool IgnoreEos { get; init; }

    /// <summary>Null: the engine draws one; the output is then not repeatable by the caller.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Likeliest tokens to report at each output position, besides the chosen one; null: no logprobs.</summary>
    public int? Logprobs { get; init; }

    /// <summary>The same for each prompt position.</summary>
    public int? PromptLogprobs { get; init; }

    /// <summary>Above 0: beam search of this width instead of sampling.</summary>
    public int BeamWidth { get; init; }

    /// <summary>Beam search's scores are divided by length to this power.</summary>
    public float LengthPenalty { get; init; } = 1;
}
