using Inference.Contracts;
using Inference.Gateway.Console;

namespace Inference.Gateway.Tests.Console;

public sealed class BlockCellsTests
{
    [Fact]
    public void Of_FewBlocks_IsACellEach()
    {
        BlockReport report = BlockCells.Of([BlockUse.Held, BlockUse.Free, BlockUse.Shared, BlockUse.Cached, BlockUse.Held]);
        Assert.Equal(new BlockReport(5, 1, 1, 2, 1, 1, "20312"), report);
    }

    [Fact]
    public void Of_ManyBlocks_IsBoundedAndCountsThemAll()
    {
        BlockUse[] blocks = [.. Enumerable.Repeat(BlockUse.Held, 6000), .. Enumerable.Repeat(BlockUse.Free, 14_001)];
        BlockReport report = BlockCells.Of(blocks);
        Assert.Equal((20_001, 14_001, 6000, 5), (report.Total, report.Free, report.Held, report.PerCell));
        Assert.Equal(new string('2', 1200) + new string('0', 2801), report.Cells);
    }

    [Fact]
    public void Of_NoBlocks_IsEmpty() => Assert.Equal(new BlockReport(0, 0, 0, 0, 0, 1, ""), BlockCells.Of([]));
}
