using Inference.Bench.Limits;
using Inference.Bench.SideBySide.Engines;

namespace Inference.Bench.SideBySide;

/// <summary>How much an engine used of what the machine gave.</summary>
internal static class LimitShare
{
    /// <summary>
    /// Reading a prompt: of the time, the part that its matrices would take at the peak of the instructions that multiply them. Generating: of the read
    /// bandwidth, the part that weights, keys and values took. Null where the engine does not say enough for it.
    /// </summary>
    public static double? Of(Speed speed, double tokensPerS, MachineLimits limits) => speed switch
    {
        { Kind: "prefill", WeightsPerToken: { } weights } => tokensPerS * SecondsAtPeak(weights, limits),
        { Kind: "decode", WeightBytes: { } weights, KeyValueBytes: { } keyValues } => (weights + keyValues) * tokensPerS / speed.Batch / (limits.ReadGBPerS * 1e9),
        _ => null,
    };

    /// <summary>What processors have no instruction for is multiplied as singles. A multiplication and an addition for each weight.</summary>
    private static double SecondsAtPeak(WeightCounts weights, MachineLimits limits) =>
        2 * (Seconds(weights.Bytes, limits.ByteGOpPerS, limits) + Seconds(weights.Bf16, limits.BFloat16GOpPerS, limits) + Seconds(weights.Singles, limits.SingleGOpPerS, limits));

    private static double Seconds(long weights, double peak, MachineLimits limits) => weights / ((double.IsNaN(peak) ? limits.SingleGOpPerS : peak) * 1e9);
}
