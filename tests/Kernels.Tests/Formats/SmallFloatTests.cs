using Inference.Kernels.Formats;

namespace Inference.Kernels.Tests.Formats;

/// <summary>The conversions against the formats' definitions, over every bit pattern.</summary>
public sealed class SmallFloatTests
{
    [Fact]
    public void Float16ToSingle_EveryPattern_FollowsDefinition()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
            AssertSame(Define(bits, 5, 10, 15, hasInfinity: true), Float16.ToSingle((ushort)bits), bits);
    }

    [Fact]
    public void BFloat16ToSingle_EveryPattern_FollowsDefinition()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
            AssertSame(Define(bits, 8, 7, 127, hasInfinity: true), BFloat16.ToSingle((ushort)bits), bits);
    }

    [Fact]
    public void Float8ToSingle_EveryPattern_FollowsDefinition()
    {
        for (int bits = 0; bits <= byte.MaxValue; bits++)
        {
            AssertSame(Define(bits, 4, 3, 7, hasInfinity: false), Float8.E4M3ToSingle((byte)bits), bits);
            AssertSame(Define(bits, 5, 2, 15, hasInfinity: true), Float8.E5M2ToSingle((byte)bits), bits);
        }
    }

    [Fact]
    public void FromSingle_EveryRepresentableValue_ComesBack()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            if (!float.IsNaN(Float16.ToSingle((ushort)bits))) Assert.Equal(bits, Float16.FromSingle(Float16.ToSingle((ushort)bits)));
            if (!float.IsNaN(BFloat16.ToSingle((ushort)bits))) Assert.Equal(bits, BFloat16.FromSingle(BFloat16.ToSingle((ushort)bits)));
        }

        for (int bits = 0; bits <= byte.MaxValue; bits++) Assert.Equal(bits, Float8.E4M3FromSingle(Float8.E4M3ToSingle((byte)bits)));
    }

    [Fact]
    public void E4M3FromSingle_BetweenTwoValues_RoundsToNearestTiesToEven()
    {
        for (int bits = 0; bits < 0x7E; bits++)
        {
            float low = Float8.E4M3ToSingle((byte)bits);
            float high = Float8.E4M3ToSingle((byte)(bits + 1));
            float middle = (low + high) / 2;

            Assert.Equal(bits, Float8.E4M3FromSingle(MathF.BitDecrement(middle)));
            Assert.Equal(bits % 2 == 0 ? bits : bits + 1, Float8.E4M3FromSingle(middle));
            Assert.Equal(bits + 1, Float8.E4M3FromSingle(MathF.BitIncrement(middle)));
            Assert.Equal(0x80 | (bits + 1), Float8.E4M3FromSingle(-MathF.BitIncrement(middle)));
        }
    }

    [Fact]
    public void FromSingle_OutsideTheRange_SaturatesOrStaysNaN()
    {
        Assert.Equal(0x7E, Float8.E4M3FromSingle(float.PositiveInfinity));
        Assert.Equal(0xFE, Float8.E4M3FromSingle(-1e30f));
        Assert.True(float.IsNaN(Float8.E4M3ToSingle(Float8.E4M3FromSingle(float.NaN))));
        Assert.True(float.IsNaN(BFloat16.ToSingle(BFloat16.FromSingle(BitConverter.UInt32BitsToSingle(0x7F800001)))));
        Assert.Equal(float.PositiveInfinity, BFloat16.ToSingle(BFloat16.FromSingle(float.MaxValue)));
        Assert.Equal(0x3F80, BFloat16.FromSingle(BitConverter.UInt32BitsToSingle(0x3F808000)));
        Assert.Equal(0x3F82, BFloat16.FromSingle(BitConverter.UInt32BitsToSingle(0x3F818000)));
    }

    private static double Define(int bits, int exponentBits, int fractionBits, int bias, bool hasInfinity)
    {
        double sign = (bits >> (exponentBits + fractionBits) & 1) == 1 ? -1 : 1;
        int largestExponent = (1 << exponentBits) - 1;
        int exponent = (bits >> fractionBits) & largestExponent;
        int fraction = bits & ((1 << fractionBits) - 1);
        double part = (double)fraction / (1 << fractionBits);
        if (hasInfinity && exponent == largestExponent) return fraction == 0 ? sign * double.PositiveInfinity : double.NaN;
        if (!hasInfinity && exponent == largestExponent && fraction == (1 << fractionBits) - 1) return double.NaN;
        return exponent == 0 ? sign * part * Math.Pow(2, 1 - bias) : sign * (1 + part) * Math.Pow(2, exponent - bias);
    }

    private static void AssertSame(double expected, float actual, int bits)
    {
        bool same = double.IsNaN(expected)
            ? float.IsNaN(actual)
            : BitConverter.SingleToInt32Bits((float)expected) == BitConverter.SingleToInt32Bits(actual);
        Assert.True(same, $"0x{bits:X}: expected {expected}, got {actual}");
    }
}
