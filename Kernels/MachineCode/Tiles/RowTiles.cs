namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>Divides rows among tiles.</summary>
internal static class RowTiles
{
    /// <summary>
    /// How many of the remaining rows the next tile takes: all that fit one tile at most, and else equal parts of at most the number that
    /// is best where there are many.
    /// </summary>
    public static int Next(int remaining, int most, int best)
    {
        if (remaining <= most) return remaining;
        int tiles = (remaining + best - 1) / best;
        return (remaining + tiles - 1) / tiles;
    }

    /// <summary>How many tiles take all rows.</summary>
    public static int Count(int rows, int most, int best)
    {
        int tiles = 0;
        for (; rows > 0; rows -= Next(rows, most, best)) tiles++;
        return tiles;
    }
}
