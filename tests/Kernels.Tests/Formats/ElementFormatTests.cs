using Inference.Kernels.Formats;

namespace Inference.Kernels.Tests.Formats;

public sealed class ElementFormatTests
{
    [Theory]
    [InlineData(ElementType.F32, new long[] { 3, 5 }, 60)]
    [InlineData(ElementType.BF16, new long[] { }, 2)]
    [InlineData(ElementType.I64, new long[] { 4, 0, 7 }, 0)]
    [InlineData(ElementType.Q4K, new long[] { 2, 512 }, 576)]
    [InlineData(ElementType.Q80, new long[] { 1L << 30, 64 }, (1L << 30) * 68)]
    public void TryGetByteSize_ShapeFits_ReturnsBytes(ElementType type, long[] shape, long expected)
    {
        Assert.True(ElementFormat.Of(type).TryGetByteSize(shape, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData(ElementType.U8, new long[] { 1L << 32, 1L << 31 })]
    [InlineData(ElementType.F32, new long[] { 1L << 61, 1 })]
    [InlineData(ElementType.F32, new long[] { -1, -1 })]
    [InlineData(ElementType.U8, new long[] { long.MaxValue, long.MaxValue, 0 })]
    [InlineData(ElementType.Q4K, new long[] { 512, 128 })]
    [InlineData(ElementType.Q40, new long[] { })]
    public void TryGetByteSize_ShapeDoesNotFit_ReturnsFalse(ElementType type, long[] shape) =>
        Assert.False(ElementFormat.Of(type).TryGetByteSize(shape, out _));
}
