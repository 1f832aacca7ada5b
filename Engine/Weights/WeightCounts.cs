namespace Inference.Engine.Weights;

/// <summary>So many weights, by what they are multiplied as.</summary>
/// <param name="Bytes">In dot products of bytes.</param>
/// <param name="Bf16">In dot products of bf16 numbers.</param>
/// <param name="Singles">As singles.</param>
public readonly record struct WeightCounts(long Bytes, long Bf16, long Singles)
{
    public long Total => Bytes + Bf16 + Singles;

    public static WeightCounts operator +(WeightCounts one, WeightCounts other) =>
        new(one.Bytes + other.Bytes, one.Bf16 + other.Bf16, one.Singles + other.Singles);

    public WeightCounts Select(Func<long, long> part) => new(part(Bytes), part(Bf16), part(Singles));
}
