namespace Inference.Bench.Limits;

/// <summary>What a machine gave when it was asked.</summary>
/// <param name="ReadGBPerS">Read from memory, all threads together.</param>
/// <param name="SingleGFlopPerS">Fused multiply-adds of singles, counted as two operations, all threads together.</param>
public sealed record MachineLimits(double ReadGBPerS, double SingleGFlopPerS)
{
    /// <summary>How far apart two are, in the limit that moved most: 0.1 is ten per cent.</summary>
    public double Distance(MachineLimits other) =>
        Math.Max(Apart(ReadGBPerS, other.ReadGBPerS), Apart(SingleGFlopPerS, other.SingleGFlopPerS));

    public override string ToString() => $"{ReadGBPerS:N0} GB/s read, {SingleGFlopPerS:N0} GFLOP/s";

    private static double Apart(double one, double other) => Math.Abs(one - other) / Math.Max(one, other);
}
