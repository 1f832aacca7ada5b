namespace Inference.Bench.Limits;

/// <summary>What a machine gave when it was asked, all threads together. A multiply-add counts as two operations.</summary>
/// <param name="ReadGBPerS">Read from memory.</param>
/// <param name="SingleGOpPerS">Fused multiply-adds of singles.</param>
/// <param name="ByteGOpPerS">Dot products of bytes; NaN where the processor has none.</param>
/// <param name="BFloat16GOpPerS">Dot products of bf16 numbers; NaN where the processor has none.</param>
public sealed record MachineLimits(double ReadGBPerS, double SingleGOpPerS, double ByteGOpPerS, double BFloat16GOpPerS)
{
    /// <summary>How far apart two are, in what moved most of reading and multiplying: 0.1 is ten per cent.</summary>
    public double Distance(MachineLimits other) =>
        Math.Max(Apart(ReadGBPerS, other.ReadGBPerS), Apart(SingleGOpPerS, other.SingleGOpPerS));

    public override string ToString() =>
        $"{ReadGBPerS:N0} GB/s read, {SingleGOpPerS:N0} GOP/s singles, {ByteGOpPerS:N0} bytes, {BFloat16GOpPerS:N0} bf16";

    private static double Apart(double one, double other) => Math.Abs(one - other) / Math.Max(one, other);
}
