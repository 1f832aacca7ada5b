using Inference.Kernels.Formats;
using Inference.Kernels.Memory;

namespace Inference.Kernels.MatMul;

/// <summary>In which order a checkpoint packs integers into words of 32 bits.</summary>
public enum PackedOrder
{
    /// <summary>GPTQ: weights [inputs / word, outputs], a word holds inputs one after the other; zeros [groups, outputs / word].</summary>
    Gptq,

    /// <summary>AWQ: weights [inputs, outputs / 8], a word holds outputs 0, 2, 4, 6, 1, 3, 5, 7; zeros [groups, outputs / 8] likewise.</summary>
    Awq,
}

/// <summary>
/// A matrix [outputs, inputs] of small integers as a checkpoint packs it: weight = (integer − zero) · scale, with a zero and a scale for each
/// group of inputs and each output. The caller has checked that the ranges are as long as the sizes say.
/// </summary>
/// <param name="Bits">Of an integer: 4 or 8.</param>
/// <param name="Group">Inputs of a group, a multiple of 16.</param>
/// <param name="ZeroBias">What is added to the zeros that the file holds.</param>
/// <param name="Scales">[groups, outputs] of <paramref name="ScaleType"/>.</param>
public sealed record PackedSource(
    PackedOrder Order, int Bits, int Outputs, int Inputs, int Group, int ZeroBias,
    MappedBytes Weights, MappedBytes Zeros, MappedBytes Scales, ElementType ScaleType)
{
    /// <summary>Integers in a word.</summary>
    public int PerWord => 32 / Bits;
}
