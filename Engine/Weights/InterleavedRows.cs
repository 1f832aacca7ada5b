namespace Inference.Engine.Weights;

/// <summary>
/// Undoes the order in which GGUF keeps query and key rows of some architectures: in each head, dimensions that rope turns together lie
/// side by side, not half the rope dimension apart.
/// </summary>
internal static class InterleavedRows
{
    /// <summary>Where the file holds row <paramref name="row"/>.</summary>
    public static int FileRow(int row, int headDimension, int ropeDimension)
    {
        (int head, int inHead) = Math.DivRem(row, headDimension);
        int half = ropeDimension / 2;
        int place = inHead < half ? 2 * inHead : inHead < ropeDimension ? (2 * (inHead - half)) + 1 : inHead;
        return (head * headDimension) + place;
    }
}
