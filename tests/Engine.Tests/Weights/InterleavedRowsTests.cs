using Inference.Engine.Weights;

namespace Inference.Engine.Tests.Weights;

public sealed class InterleavedRowsTests
{
    [Fact]
    public void FileRow_WholeHeadTurns_AlternatesBetweenHalves() =>
        Assert.Equal([0, 2, 1, 3, 4, 6, 5, 7], Enumerable.Range(0, 8).Select(row => InterleavedRows.FileRow(row, 4, 4)));

    [Fact]
    public void FileRow_PartOfAHeadTurns_LeavesTheRest() =>
        Assert.Equal([0, 2, 1, 3, 4, 5], Enumerable.Range(0, 6).Select(row => InterleavedRows.FileRow(row, 6, 4)));
}
