using Inference.Bench.Limits;
using Inference.Bench.SideBySide.Engines;

namespace Inference.Bench.SideBySide;

/// <summary>How much an engine used of what the machine gave.</summary>
internal static class LimitShare
{
    /// <summary>
    /// Reading a prompt: of the time, the part that its matrices and its attention would take at the peak of the instructions that multiply them. Generating: of the read
    /// bandwidth, the part that weights, keys and values took. Null where the engine does not say enough for it.
    /// </summary>
    public static double? Of(Speed speed, double tokensPerS, MachineLimits limits) => speed switch
    {
        { Kind: "prefill", WeightsPerToken: { } weights, AttentionPerToken: { } keyValues } => tokensPerS * (SecondsAtPeak(weights, limits) + SecondsAtPeak(keyValues, limits)),
        { Kind: "decode", WeightBytes: { } weights, KeyValueBytes: { } keyValues } => (weights + keyValues) * tokensPerS / speed.Batch / (limits.ReadGBPerS * 1e9),
        _ => null,
    };

    /// <summary>What processors have no instruction for is multiplied as singles. A multiplication and an addition for each of them.</summary>
    private static double SecondsAtPeak(WeightCounts counts, MachineLimits limits) =>
        2 * (Seconds(counts.Bytes, limits.ByteGOpPerS, limits) + Seconds(counts.Bf16, limits.BFloat16GOpPerS, limits) + Seconds(counts.Singles, limits.SingleGOpPerS, limits));

    private static double Seconds(long count, double peak, MachineLimits limits) => count / ((double.IsNaN(peak) ? limits.SingleGOpPerS : peak) * 1e9);
}
