using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;

namespace Inference.Kernels.Attention;

/// <summary>What queries, or keys, go through before they meet: each head is normalised, then turned by its row's angles.</summary>
/// <param name="Norm">Null: nothing is normalised.</param>
/// <param name="Angles">
/// [rows, rope dimension]: cosines, then sines. Dimensions i and i + rope dimension / 2 turn together, those beyond the rope dimension not at all. Null: nothing is turned.
/// </param>
public readonly record struct HeadForm(RowNorm? Norm, RowBuffer? Angles)
{
    internal bool Fits(RowBuffer rows, int dimension) =>
        (Norm is null || Norm.Weight.Length == dimension) && (Angles is null || (Angles.Rows >= rows.Rows && Angles.Columns <= dimension));

    /// <param name="row">Whose angles count.</param>
    /// <param name="source">[heads][dimension]</param>
    /// <param name="target">The same; it may be the source.</param>
    internal unsafe void Apply(RowKernels kernels, int row, float* source, float* target, int heads, int dimension)
    {
        for (int head = 0; head < heads; head++, source += dimension, target += dimension)
        {
            float* from = source;
            if (Norm is not null)
            {
                fixed (float* weight = Norm.Weight) kernels.RmsNorm(source, weight, target, dimension, Norm.Epsilon);
                from = target;
            }

            int turned = Angles?.Columns ?? 0;
            if (turned > 0) kernels.Rotate(from, Angles!.Pointer(row), Angles.Pointer(row) + (turned / 2), target, turned / 2);
            if (from != target) new Span<float>(from + turned, dimension - turned).CopyTo(new Span<float>(target + turned, dimension - turned));
        }
    }
}
