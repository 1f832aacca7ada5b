namespace Inference.Kernels.Elementwise;

/// <summary>What is done to one row of numbers, by some tier's instructions. All tiers give the same bits.</summary>
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

    /// <summary>Turns pairs (head[i], head[i + half]) by the angles with these cosines and sines [half].</summary>
    public abstract void Rotate(float* head, float* cosines, float* sines, int half);

    /// <summary>scores[q][token] = Σ_d queries[q][d] · keys[d / 2][token][d % 2] for the 16 tokens of a block, d in order.</summary>
    public abstract void Scores(float* queries, int count, int dimension, ushort* keys, float* scores, nint stride);

    /// <summary>sums[q][d] += Σ_token weights[q][token] · values[token / 2][d][token % 2] for a block's first tokens, in order.</summary>
    /// <param name="width">The head dimension, rounded up to lanes.</param>
    public abstract void AddValues(float* weights, nint stride, int count, ushort* values, int tokens, float* sums, int width);
}
