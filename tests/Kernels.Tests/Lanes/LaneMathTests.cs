using System.Runtime.CompilerServices;
using Inference.Kernels.Lanes;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Lanes;

public sealed class LaneMathTests
{
    private static readonly float[] Inputs =
    [
        .. Enumerable.Range(-900, 1800).Select(i => i * 0.1f), 0, -0f, 1e-30f, -1e-30f, float.MaxValue, float.MinValue,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon,
    ];

    [Fact]
    public void Exp_WithinItsRange_IsWithinTwoUnitsInTheLastPlace()
    {
        foreach (float x in Inputs.Where(x => Math.Abs(x) < 87))
        {
            float actual = Apply<ScalarLanes>(x, Function.Exp);
            Assert.InRange(actual / Math.Exp(x), 1 - 3e-7, 1 + 3e-7);
        }
    }

    [Fact]
    public void Exp_BeyondItsRange_StaysFiniteAndKeepsNaN()
    {
        Assert.InRange(Apply<ScalarLanes>(float.NegativeInfinity, Function.Exp), 0, 1.2e-38f);
        Assert.InRange(Apply<ScalarLanes>(float.PositiveInfinity, Function.Exp), 1e38f, float.MaxValue);
        Assert.True(float.IsNaN(Apply<ScalarLanes>(float.NaN, Function.Exp)));
    }

    [Theory]
    [InlineData(KernelTier.Avx2)]
    [InlineData(KernelTier.Avx512)]
    public void AllFunctions_EveryTier_GiveTheScalarBits(KernelTier tier)
    {
        if (!KernelTierSupport.IsSupported(tier)) return;
        foreach (Function function in Enum.GetValues<Function>())
        {
            foreach (float x in Inputs)
            {
                float expected = Apply<ScalarLanes>(x, function);
                float actual = tier == KernelTier.Avx512 ? Apply<Avx512Lanes>(x, function) : Apply<Avx2Lanes>(x, function);
                if (float.IsNaN(expected)) Assert.True(float.IsNaN(actual));
                else Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(actual));
            }
        }
    }

    [Fact]
    public void SumAndLargest_EveryTier_GiveTheScalarBits()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            ScalarLanes lanes = default;
            for (int i = 0; i < LaneCount.Value; i++) lanes[i] = (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(6));
            float sum = ScalarLanes.Sum(lanes), largest = ScalarLanes.Largest(lanes);
            Assert.Equal(((ReadOnlySpan<float>)lanes).ToArray().Max(), largest);
            if (KernelTierSupport.IsSupported(KernelTier.Avx2))
            {
                Assert.Equal(sum, Avx2Lanes.Sum(Unsafe.BitCast<ScalarLanes, Avx2Lanes>(lanes)));
                Assert.Equal(largest, Avx2Lanes.Largest(Unsafe.BitCast<ScalarLanes, Avx2Lanes>(lanes)));
            }

            if (KernelTierSupport.IsSupported(KernelTier.Avx512))
            {
                Assert.Equal(sum, Avx512Lanes.Sum(Unsafe.BitCast<ScalarLanes, Avx512Lanes>(lanes)));
                Assert.Equal(largest, Avx512Lanes.Largest(Unsafe.BitCast<ScalarLanes, Avx512Lanes>(lanes)));
            }
        }
    }

    private static float Apply<T>(float x, Function function)
        where T : struct, ILanes<T>
    {
        T input = T.Broadcast(x);
        T result = function switch
        {
            Function.Exp => LaneMath.Exp(input),
            Function.Tanh => LaneMath.Tanh(input),
            Function.Silu => LaneMath.Silu(input),
            _ => LaneMath.GeluTanh(input),
        };
        return Unsafe.BitCast<T, ScalarLanes>(result)[LaneCount.Value - 1];
    }

    private enum Function
    {
        Exp,
        Tanh,
        Silu,
        GeluTanh,
    }
}
