namespace Inference.ModelFiles.Configuration;

/// <summary>Rotary position embedding.</summary>
public sealed record RopeConfig
{
    public required float Theta { get; init; }

    /// <summary>How many of a head's dimensions turn; the rest pass unchanged.</summary>
    public required int Dimension { get; init; }

    public RopeScaling? Scaling { get; init; }
}

/// <summary>How rope frequencies are stretched for contexts longer than the model was first trained on.</summary>
public abstract record RopeScaling(string Name);

/// <summary>Every frequency divided by one factor.</summary>
public sealed record LinearRopeScaling(float Factor) : RopeScaling("linear");

/// <summary>Low frequencies divided, high ones kept, a ramp between.</summary>
public sealed record Llama3RopeScaling(float Factor, float LowFrequencyFactor, float HighFrequencyFactor, int OriginalMaxPositions)
    : RopeScaling("llama3");

/// <summary>A ramp between interpolation and extrapolation by the number of turns in the original context.</summary>
public sealed record YarnRopeScaling(
    float Factor, int OriginalMaxPositions, float BetaFast, float BetaSlow, float AttentionFactor, bool Truncate) : RopeScaling("yarn");

/// <summary>
/// A factor for each frequency: one set up to the original context, another beyond. Null where the file keeps them as tensors
/// (<see cref="Weights.WeightRole.RopeShortFactors"/>, <see cref="Weights.WeightRole.RopeLongFactors"/>).
/// </summary>
public sealed record LongRopeScaling(
    IReadOnlyList<float>? ShortFactors, IReadOnlyList<float>? LongFactors, int OriginalMaxPositions, float AttentionFactor)
    : RopeScaling("longrope");
