namespace Inference.Kernels.Elementwise;

/// <summary>x · weight / root mean square of the row.</summary>
/// <param name="Weight">One for each column.</param>
/// <param name="Epsilon">Added to the mean of squares.</param>
public sealed record RowNorm(float[] Weight, float Epsilon);
