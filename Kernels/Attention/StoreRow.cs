using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Threading;

namespace Inference.Kernels.Attention;

/// <summary>Brings a row's keys into their form, in place, and stores keys and values.</summary>
internal readonly unsafe struct StoreRow(
    RowKernels kernels, AttentionShape shape, AttentionBatch batch, RowBuffer rows, HeadForm keys, PagedKeyValues cache) : IRowOperation
{
    public void Run(int row)
    {
        AttentionSlot slot = batch.Slots[row];
        cache.CheckBlock(slot.Block);
        float* key = rows.Pointer(row) + shape.KeyColumn, value = rows.Pointer(row) + shape.ValueColumn;
        keys.Apply(kernels, row, key, key, shape.KeyValueHeads, shape.HeadDimension);
        for (int head = 0; head < shape.KeyValueHeads; head++, key += shape.HeadDimension, value += shape.HeadDimension)
            KeyValueWriter.Write(cache, cache.Head(slot.Block, head), slot.Token, key, value);
    }
}
