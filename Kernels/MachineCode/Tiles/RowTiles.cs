using Inference.Kernels.MatMul;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>Divides up to <see cref="PanelShape.RowsAtOnce"/> rows among tiles. From a table: every panel asks, for each of its tiles, and two divisions would answer.</summary>
internal sealed class RowTiles
{
    private readonly byte[] _next = new byte[PanelShape.RowsAtOnce + 1];
    private readonly byte[] _count = new byte[PanelShape.RowsAtOnce + 1];
    private readonly byte[] _alike = new byte[PanelShape.RowsAtOnce + 1];

    /// <param name="most">Rows of the largest tile.</param>
    /// <param name="best">Rows that are best where there are many.</param>
    public RowTiles(int most, int best)
    {
        for (int rows = 1; rows <= PanelShape.RowsAtOnce; rows++)
        {
            int tiles = rows <= most ? 1 : (rows + best - 1) / best;
            _next[rows] = (byte)((rows + tiles - 1) / tiles);
            int rest = rows - _next[rows];
            _count[rows] = (byte)(_count[rest] + 1);
            _alike[rows] = (byte)(_next[rest] == _next[rows] ? _alike[rest] + 1 : 1);
        }
    }

    /// <summary>
    /// How many of the remaining rows the next tile takes: all that fit one tile at most, and else equal parts of at most the number that
    /// is best where there are many.
    /// </summary>
    public int Next(int remaining) => _next[remaining];

    /// <summary>How many tiles of as many rows come next.</summary>
    public int Alike(int remaining) => _alike[remaining];

    /// <summary>How many tiles take all rows.</summary>
    public int Count(int rows) => _count[rows];
}
