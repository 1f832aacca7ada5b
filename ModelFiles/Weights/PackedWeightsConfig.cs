namespace Inference.ModelFiles.Weights;

/// <summary>The tools whose packings can be read.</summary>
public enum PackedMethod
{
    Gptq,
    Awq,
}

/// <summary>How a checkpoint packs its matrices as small integers.</summary>
/// <param name="GroupSize">Inputs that share a scale and a zero; null: all of a matrix.</param>
/// <param name="ZeroBias">What is added to the zeros that the file holds.</param>
public sealed record PackedWeightsConfig(PackedMethod Method, int Bits, int? GroupSize, int ZeroBias)
{
    /// <summary>As users call it: <c>AWQ 4-bit, groups of 128</c>.</summary>
    public string Description => $"{Method.ToString().ToUpperInvariant()} {Bits}-bit, {(GroupSize is { } size ? $"groups of {size}" : "one group a row")}";
}
