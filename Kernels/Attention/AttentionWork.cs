using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Threading;

namespace Inference.Kernels.Attention;

/// <summary>
/// Attention of rows over their sequences' blocks; an item is a tile of rows and one key and value head with all its query heads.
/// A row's scores lie at their position's place within aligned blocks, its sums run over positions in order: neither depends
/// on the rows beside it.
/// </summary>
internal sealed unsafe class AttentionWork(
    RowKernels kernels,
    AttentionShape shape,
    AttentionBatch batch,
    RowBuffer rows,
    PagedKeyValues cache,
    RowBuffer output,
    AttentionScratch[] scratch)
    : IParallelWork
{
    public int Items => batch.Tiles.Count * shape.KeyValueHeads;

    public void Run(int item, int worker)
    {
        (int index, int head) = Math.DivRem(item, shape.KeyValueHeads);
        AttentionTile tile = batch.Tiles[index];
        int firstBlock = shape.First(tile.Start) / PagedKeyValues.BlockTokens;
        int blocks = ((tile.End - 1) / PagedKeyValues.BlockTokens) - firstBlock + 1;
        int queries = tile.Rows * shape.Group, span = blocks * PagedKeyValues.BlockTokens;
        AttentionScratch memory = scratch[worker];
        memory.Resize(queries, shape.HeadDimension, span, cache.Width);

        LoadQueries(tile, head, memory);
        for (int block = 0; block < blocks; block++)
        {
            ushort* keys = cache.Keys(batch.Block(tile, firstBlock + block), head);
            kernels.Scores(memory.Queries, queries, shape.HeadDimension, keys, memory.Scores + (block * PagedKeyValues.BlockTokens), span);
        }

        for (int query = 0; query < queries; query++)
        {
            float* scores = memory.Scores + ((long)query * span);
            int position = tile.Start + (query / shape.Group), offset = firstBlock * PagedKeyValues.BlockTokens;
            if (shape.Softcap is { } cap) kernels.Map(new Softcap(cap), scores, scores, scores, span);
            memory.Totals[query] = kernels.SoftmaxNumerators(scores, span, shape.First(position) - offset, position + 1 - offset);
        }

        new Span<float>(memory.Sums, queries * cache.Width).Clear();
        for (int block = 0; block < blocks; block++)
        {
            int place = block * PagedKeyValues.BlockTokens;
            int tokens = Math.Min(PagedKeyValues.BlockTokens, tile.End - (firstBlock * PagedKeyValues.BlockTokens) - place);
            ushort* values = cache.Values(batch.Block(tile, firstBlock + block), head);
            kernels.AddValues(memory.Scores + place, span, queries, values, tokens, memory.Sums, cache.Width);
        }

        StoreResults(tile, head, memory);
    }

    private void LoadQueries(in AttentionTile tile, int head, AttentionScratch memory)
    {
        int count = shape.Group * shape.HeadDimension;
        for (int row = 0; row < tile.Rows; row++)
        {
            float* source = rows.Pointer(tile.FirstRow + row) + (head * count), target = memory.Queries + (row * count);
            kernels.Map(new Scaled(shape.Scale), source, source, target, count);
        }
    }

    private void StoreResults(in AttentionTile tile, int head, AttentionScratch memory)
    {
        for (int query = 0; query < tile.Rows * shape.Group; query++)
        {
            (int row, int inGroup) = Math.DivRem(query, shape.Group);
            float* sums = memory.Sums + ((long)query * cache.Width);
            float* target = output.Pointer(tile.FirstRow + row) + (((head * shape.Group) + inGroup) * shape.HeadDimension);
            kernels.Map(new Quotient(memory.Totals[query]), sums, sums, target, shape.HeadDimension);
        }
    }
}
