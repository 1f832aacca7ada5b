using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Threading;

namespace Inference.Kernels.Attention;

/// <summary>Normalises each of a row's heads.</summary>
internal readonly unsafe struct NormHeadsRow(RowKernels kernels, RowBuffer rows, int column, int heads, float[] weight, float epsilon) : IRowOperation
{
    public void Run(int row)
    {
        float* head = rows.Pointer(row) + column;
        fixed (float* weights = weight)
        {
            for (int i = 0; i < heads; i++, head += weight.Length) kernels.RmsNorm(head, weights, head, weight.Length, epsilon);
        }
    }
}

/// <summary>Turns each of a row's heads by the row's angles.</summary>
internal readonly unsafe struct RotateRow(RowKernels kernels, RowBuffer rows, int column, int heads, int dimension, RowBuffer angles) : IRowOperation
{
    public void Run(int row)
    {
        int half = angles.Columns / 2;
        float* head = rows.Pointer(row) + column, cosines = angles.Pointer(row);
        for (int i = 0; i < heads; i++, head += dimension) kernels.Rotate(head, cosines, cosines + half, half);
    }
}

/// <summary>Turns a row's queries and keys, and stores the keys and the values.</summary>
internal readonly unsafe struct RotateAndStoreRow(
    RowKernels kernels, AttentionShape shape, AttentionBatch batch, RowBuffer rows, RowBuffer? angles, PagedKeyValues cache) : IRowOperation
{
    public void Run(int row)
    {
        if (angles is not null) new RotateRow(kernels, rows, 0, shape.Heads + shape.KeyValueHeads, shape.HeadDimension, angles).Run(row);
        AttentionSlot slot = batch.Slots[row];
        cache.CheckBlock(slot.Block);
        float* key = rows.Pointer(row) + shape.KeyColumn, value = rows.Pointer(row) + shape.ValueColumn;
        for (int head = 0; head < shape.KeyValueHeads; head++, key += shape.HeadDimension, value += shape.HeadDimension)
            KeyValueWriter.Write(cache, cache.Head(slot.Block, head), slot.Token, key, value);
    }
}
