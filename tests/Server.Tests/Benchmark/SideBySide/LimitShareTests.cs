using Inference.Bench.Limits;
using Inference.Bench.SideBySide;
using Inference.Bench.SideBySide.Engines;

namespace Inference.Server.Tests.Benchmark.SideBySide;

public sealed class LimitShareTests
{
    private static readonly MachineLimits Limits = new(ReadGBPerS: 50, SingleGOpPerS: 500, ByteGOpPerS: 2000, BFloat16GOpPerS: 1000);

    private static readonly WeightCounts None = new(0, 0, 0);

    [Theory]
    [InlineData(400_000_000, 0, 0, 1000, 2 * 400e6 * 1000 / 2000e9)]
    [InlineData(0, 400_000_000, 0, 1000, 2 * 400e6 * 1000 / 1000e9)]
    [InlineData(0, 0, 400_000_000, 500, 2 * 400e6 * 500 / 500e9)]
    [InlineData(200_000_000, 100_000_000, 50_000_000, 1000, 0.2 + 0.2 + 0.2)]
    public void Of_Prefill_IsTheTimeThatMatricesTakeAtThePeaks(long bytes, long bf16, long singles, double tokensPerS, double expected)
    {
        Speed speed = new("prefill", 1, 512, 1) { WeightsPerToken = new WeightCounts(bytes, bf16, singles), AttentionPerToken = None };

        Assert.Equal(expected, LimitShare.Of(speed, tokensPerS, Limits)!.Value, 9);
    }

    [Fact]
    public void Of_Prefill_CountsAttention()
    {
        Speed speed = new("prefill", 1, 512, 1) { WeightsPerToken = new WeightCounts(400_000_000, 0, 0), AttentionPerToken = new WeightCounts(0, 50_000_000, 0) };

        Assert.Equal(0.4 + 0.1, LimitShare.Of(speed, 1000, Limits)!.Value, 9);
    }

    [Fact]
    public void Of_InstructionsThatTheProcessorLacks_IsOfSingles()
    {
        Speed speed = new("prefill", 1, 512, 1) { WeightsPerToken = new WeightCounts(100_000_000, 100_000_000, 0), AttentionPerToken = None };

        Assert.Equal(0.4, LimitShare.Of(speed, 500, Limits with { ByteGOpPerS = double.NaN, BFloat16GOpPerS = double.NaN })!.Value, 9);
    }

    [Theory]
    [InlineData(1, 0, 100, 0.8)]
    [InlineData(1, 100_000_000, 100, 1)]
    [InlineData(8, 0, 400, 0.4)]
    public void Of_Decode_IsWhatStepsReadOfTheBandwidth(int batch, long keyValueBytes, double tokensPerS, double expected)
    {
        Speed speed = new("decode", batch, 512, 1) { WeightBytes = 400_000_000, KeyValueBytes = keyValueBytes };

        Assert.Equal(expected, LimitShare.Of(speed, tokensPerS, Limits)!.Value, 9);
    }

    [Fact]
    public void Of_EngineThatDoesNotSay_IsUnknown()
    {
        Assert.Null(LimitShare.Of(new Speed("prefill", 1, 512, 1), 100, Limits));
        Assert.Null(LimitShare.Of(new Speed("decode", 1, 512, 1) { KeyValueBytes = 5 }, 100, Limits));
        Assert.Null(LimitShare.Of(new Speed("mixed", 1, 512, 1) { Mixed = new MixedStep(128, 1) }, 100, Limits));
    }
}
