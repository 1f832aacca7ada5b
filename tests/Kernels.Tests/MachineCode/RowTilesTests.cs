using Inference.Kernels.MachineCode.Tiles;

namespace Inference.Kernels.Tests.MachineCode;

public sealed class RowTilesTests
{
    [Fact]
    public void Next_AnyNumberOfRows_TakesThemAllInTilesThatThereAre()
    {
        for (int rows = 1; rows <= 300; rows++)
        {
            List<int> tiles = [];
            for (int left = rows; left > 0; left -= tiles[^1]) tiles.Add(RowTiles.Next(left, IntegerTiles.MostRows, IntegerTiles.BestRows));

            Assert.Equal(rows, tiles.Sum());
            Assert.Equal(tiles.Count, RowTiles.Count(rows, IntegerTiles.MostRows, IntegerTiles.BestRows));
            if (tiles.Count > 1) Assert.All(tiles, tile => Assert.InRange(tile, IntegerTiles.FewestOfSeveral, IntegerTiles.MostRows));
        }
    }
}
