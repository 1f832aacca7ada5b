namespace Inference.Kernels.Attention;

/// <summary>Which rows of a step belong to which sequences, and where these have their keys and values.</summary>
public sealed class AttentionBatch
{
    /// <summary>Rows that read a block together while it is in cache.</summary>
    private const int RowsPerTile = 4;

    private readonly List<int> _blocks = [];
    private readonly List<AttentionTile> _tiles = [];

    internal IReadOnlyList<AttentionTile> Tiles => _tiles;

    public void Clear()
    {
        _blocks.Clear();
        _tiles.Clear();
    }

    /// <summary>Adds a sequence's rows, which follow one another.</summary>
    /// <param name="firstRow">The first of them in the step.</param>
    /// <param name="rows">How many.</param>
    /// <param name="start">The first one's position.</param>
    /// <param name="blocks">The sequence's blocks, from position 0 on; those that no row looks at may be anything.</param>
    public void Add(int firstRow, int rows, int start, IReadOnlyList<int> blocks)
    {
        if ((start + rows - 1) / PagedKeyValues.BlockTokens >= blocks.Count)
            throw new ArgumentException($"{blocks.Count} blocks do not hold positions {start} … {start + rows - 1}.", nameof(blocks));

        int firstBlock = _blocks.Count;
        _blocks.AddRange(blocks);
        for (int row = 0; row < rows; row += RowsPerTile)
            _tiles.Add(new AttentionTile(firstRow + row, Math.Min(RowsPerTile, rows - row), start + row, firstBlock));
    }

    /// <summary>Throws where a row looks at a block that is not there.</summary>
    internal void CheckBlocks(AttentionShape shape, PagedKeyValues cache)
    {
        foreach (AttentionTile tile in _tiles)
        {
            int first = shape.First(tile.Start) / PagedKeyValues.BlockTokens, last = (tile.End - 1) / PagedKeyValues.BlockTokens;
            for (int block = first; block <= last; block++) cache.CheckBlock(Block(tile, block));
        }
    }

    internal int Block(in AttentionTile tile, int index) => _blocks[tile.FirstBlock + index];
}

/// <summary>A few rows of one sequence at positions <paramref name="Start"/> …</summary>
internal readonly record struct AttentionTile(int FirstRow, int Rows, int Start, int FirstBlock)
{
    public int End => Start + Rows;
}
