using Inference.Kernels.MachineCode.Tiles;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.Tests.MachineCode;

public sealed class RowTilesTests
{
    [Theory]
    [InlineData(IntegerTiles.MostRows, IntegerTiles.BestRows, IntegerTiles.FewestOfSeveral)]
    [InlineData(BFloat16Tile.MaxRows, BFloat16Tile.MaxRows, BFloat16Tiles.FewestOfSeveral)]
    public void Next_AnyNumberOfRows_TakesThemAllInTilesThatThereAre(int most, int best, int fewestOfSeveral)
    {
        RowTiles division = new(most, best);
        for (int rows = 1; rows <= PanelShape.RowsAtOnce; rows++)
        {
            List<int> tiles = [];
            for (int left = rows; left > 0; left -= tiles[^1]) tiles.Add(division.Next(left));

            Assert.Equal(rows, tiles.Sum());
            Assert.Equal(tiles.Count, division.Count(rows));
            Assert.Equal(tiles.TakeWhile(tile => tile == tiles[0]).Count(), division.Alike(rows));
            if (tiles.Count > 1) Assert.All(tiles, tile => Assert.InRange(tile, fewestOfSeveral, most));
        }
    }
}
