using Inference.Engine.Weights;

namespace Inference.Engine.Tests.Weights;

public sealed class BlockScalesTests
{
    [Theory]
    [InlineData(576, 1, 576)]
    [InlineData(576, 576, 1)]
    [InlineData(576, 5, 128)]
    [InlineData(128, 2, 64)]
    [InlineData(100, 4, 32)]
    [InlineData(30, 10, 3)]
    public void BlockSize_FromTheNumberOfBlocks_IsTheUsualOneThatFits(int elements, int blocks, int expected) =>
        Assert.Equal(expected, BlockScales.BlockSize(elements, blocks));
}
