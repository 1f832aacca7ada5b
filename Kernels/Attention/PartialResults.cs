namespace Inference.Kernels.Attention;

/// <summary>What queries have of a part of their context: sums of weighted values, relative to the largest score, and of the weights.</summary>
internal readonly unsafe struct PartialResults(float* memory, int queries, int width)
{
    /// <summary>[queries][width]</summary>
    public readonly float* Sums = memory;

    /// <summary>[queries]</summary>
    public readonly float* Largest = memory + ((long)queries * width);

    /// <summary>[queries]: 0 where nothing was seen.</summary>
    public readonly float* Totals = memory + ((long)queries * (width + 1));

    private readonly int _width = width;

    private readonly int _queries = queries;

    public float* End => Sums + Floats(_queries, _width);

    /// <param name="queries">A multiple of the lanes is best for alignment.</param>
    /// <param name="width">Floats of each one's sums.</param>
    public static long Floats(int queries, int width) => (long)queries * (width + 2);

    public float* SumsOf(int query) => Sums + ((long)query * _width);
}
