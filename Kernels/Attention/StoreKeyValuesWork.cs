using Inference.Kernels.Buffers;
using Inference.Kernels.Threading;

namespace Inference.Kernels.Attention;

/// <summary>Writes the keys and values of a step's rows into their blocks, a tile of rows an item.</summary>
internal sealed unsafe class StoreKeyValuesWork(AttentionShape shape, AttentionBatch batch, RowBuffer rows, PagedKeyValues cache)
    : IParallelWork
{
    public int Items => batch.Tiles.Count;

    public void Run(int item, int worker)
    {
        AttentionTile tile = batch.Tiles[item];
        for (int row = 0; row < tile.Rows; row++)
        {
            (int index, int token) = Math.DivRem(tile.Start + row, PagedKeyValues.BlockTokens);
            int block = batch.Block(tile, index);
            cache.CheckBlock(block);
            float* source = rows.Pointer(tile.FirstRow + row);
            for (int head = 0; head < shape.KeyValueHeads; head++)
            {
                int offset = head * shape.HeadDimension;
                cache.Write(block, head, token, source + shape.KeyColumn + offset, source + shape.ValueColumn + offset);
            }
        }
    }
}
