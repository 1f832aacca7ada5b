using Inference.Kernels.Attention;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.Elementwise;

/// <summary>What is done to one row of numbers, by some tier's instructions. All tiers give the same bits, but for attention in machine code.</summary>
internal abstract unsafe class RowKernels
{
    /// <summary>result[i] = function(left[i], right[i]); the three may be the same.</summary>
    public abstract void Map<TFunction>(TFunction function, float* left, float* right, float* result, int count)
        where TFunction : struct, ILaneFunction;

    /// <summary>result[i] = x[i] · weight[i] / √(mean of squares + epsilon); result may be x.</summary>
    public abstract void RmsNorm(float* x, float* weight, float* result, int count, float epsilon);

    /// <summary>
    /// x[from … to) becomes exp(x − largest), the rest zero, in memory of a multiple of 16 numbers. Returns the sum,
    /// of which each lane adds every sixteenth number.
    /// </summary>
    public abstract float SoftmaxNumerators(float* x, int count, int from, int to);

    /// <summary>Turns pairs (head[i], head[i + half]) by the angles with these cosines and sines [half]; result may be head.</summary>
    public abstract void Rotate(float* head, float* cosines, float* sines, float* result, int half);

    /// <summary>result[i] = function(gate[i]) · x[i]; the three may be the same.</summary>
    public abstract void Gate(GateFunction function, float* gate, float* x, float* result, int count);

    /// <summary>result[i] = left[i] + right[i]</summary>
    public abstract void Add(float* left, float* right, float* result, int count);

    /// <summary>result[i] = factor · x[i]</summary>
    public abstract void Scale(float* x, float factor, float* result, int count);

    /// <summary>result[i] = x[i] · (1 / divisor), and +0 where x[i] is −0.</summary>
    public abstract void Divide(float* x, float divisor, float* result, int count);

    /// <summary>Turns queries [count, dimension] into what <see cref="AttendChunk"/> reads, in place.</summary>
    public abstract void LoadQueries(AttentionShape shape, PagedKeyValues cache, float* queries, int count);

    /// <summary>What a tile of queries has of one chunk.</summary>
    public abstract void AttendChunk(AttentionShape shape, PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile);

    /// <summary>Adds one query's share of another chunk to what it has of those before.</summary>
    public abstract void Merge(in PartialResults chunk, int queryOfChunk, in PartialResults whole, int query, int width);
}
