using System.Runtime.InteropServices;

namespace Inference.Kernels.Attention;

/// <summary>Which rows of a step belong to which sequences, and where these have their keys and values.</summary>
public sealed class AttentionBatch
{
    /// <summary>Rows that read a chunk together while it is in cache.</summary>
    internal const int RowsPerTile = 16;

    private readonly List<int> _blocks = [];
    private readonly List<AttentionTile> _tiles = [];
    private readonly List<AttentionSlot> _slots = [];
    private (int Window, int Blocks)? _checked;

    internal ReadOnlySpan<AttentionTile> Tiles => CollectionsMarshal.AsSpan(_tiles);

    /// <summary>Where each row's own key and value go.</summary>
    internal ReadOnlySpan<AttentionSlot> Slots => CollectionsMarshal.AsSpan(_slots);

    public void Clear()
    {
        _blocks.Clear();
        _tiles.Clear();
        _slots.Clear();
        _checked = null;
    }

    /// <summary>Adds a sequence's rows, which follow one another.</summary>
    /// <param name="firstRow">The first of them in the step: the number of those added before.</param>
    /// <param name="rows">How many.</param>
    /// <param name="start">The first one's position.</param>
    /// <param name="blocks">The sequence's blocks, from position 0 on; those that no row looks at may be anything.</param>
    public void Add(int firstRow, int rows, int start, IReadOnlyList<int> blocks)
    {
        if (firstRow != _slots.Count) throw new ArgumentException($"Row {firstRow} does not follow {_slots.Count} others.", nameof(firstRow));
        if ((start + rows - 1) / PagedKeyValues.BlockTokens >= blocks.Count)
            throw new ArgumentException($"{blocks.Count} blocks do not hold positions {start} … {start + rows - 1}.", nameof(blocks));

        int firstBlock = _blocks.Count;
        _blocks.AddRange(blocks);
        _checked = null;
        for (int row = 0; row < rows; row += RowsPerTile)
            _tiles.Add(new AttentionTile(firstRow + row, Math.Min(RowsPerTile, rows - row), start + row, firstBlock));
        for (int position = start; position < start + rows; position++)
        {
            (int index, int token) = Math.DivRem(position, PagedKeyValues.BlockTokens);
            _slots.Add(new AttentionSlot(blocks[index], token));
        }
    }

    /// <summary>Makes this a batch of some of another's rows, in ascending order; a row's place among them is its number here.</summary>
    public void Select(AttentionBatch other, ReadOnlySpan<int> rows)
    {
        Clear();
        _blocks.AddRange(other._blocks);
        foreach (AttentionTile tile in other._tiles)
        {
            for (int end = tile.FirstRow + tile.Rows; !rows.IsEmpty && rows[0] < end;)
            {
                int count = 1;
                while (count < rows.Length && rows[count] == rows[0] + count && rows[count] < end) count++;
                _tiles.Add(new AttentionTile(_slots.Count, count, tile.Start + rows[0] - tile.FirstRow, tile.FirstBlock));
                for (int i = 0; i < count; i++) _slots.Add(other._slots[rows[i]]);
                rows = rows[count..];
            }
        }
    }

    /// <summary>Throws where a row looks at a block that is not there.</summary>
    internal void CheckBlocks(AttentionShape shape, PagedKeyValues cache)
    {
        // Layers are alike: what the last one has looked at needs no second look.
        if (_checked is { } last && last.Blocks == cache.Blocks && (last.Window == 0 || last.Window == shape.Window)) return;
        foreach (AttentionTile tile in _tiles)
        {
            int first = shape.First(tile.Start) / PagedKeyValues.BlockTokens, end = (tile.End - 1) / PagedKeyValues.BlockTokens;
            for (int block = first; block <= end; block++) cache.CheckBlock(Block(tile, block));
        }

        _checked = (shape.Window, cache.Blocks);
    }

    internal int Block(in AttentionTile tile, int index) => _blocks[tile.FirstBlock + index];
}

/// <summary>A few rows of one sequence at positions <paramref name="Start"/> …</summary>
internal readonly record struct AttentionTile(int FirstRow, int Rows, int Start, int FirstBlock)
{
    public int End => Start + Rows;
}

/// <summary>A token's place in the cache.</summary>
internal readonly record struct AttentionSlot(int Block, int Token);
