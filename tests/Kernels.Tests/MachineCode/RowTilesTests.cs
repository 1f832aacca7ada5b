using Inference.Kernels.MachineCode.Tiles;

namespace Inference.Kernels.Tests.MachineCode;

public sealed class RowTilesTests
{
    [Theory]
    [InlineData(IntegerTiles.MostRows, IntegerTiles.BestRows, IntegerTiles.FewestOfSeveral)]
    [InlineData(BFloat16Tile.MaxRows, BFloat16Tile.MaxRows, BFloat16Tiles.FewestOfSeveral)]
    public void Next_AnyNumberOfRows_TakesThemAllInTilesThatThereAre(int most, int best, int fewestOfSeveral)
    {
        for (int rows = 1; rows <= 300; rows++)
        {
            List<int> tiles = [];
            for (int left = rows; left > 0; left -= tiles[^1]) tiles.Add(RowTiles.Next(left, most, best));

            Assert.Equal(rows, tiles.Sum());
            Assert.Equal(tiles.Count, RowTiles.Count(rows, most, best));
            if (tiles.Count > 1) Assert.All(tiles, tile => Assert.InRange(tile, fewestOfSeveral, most));
        }
    }
}
