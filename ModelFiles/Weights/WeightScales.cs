using Inference.Kernels.Formats;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Weights;

/// <summary>
/// Finds the factors of 8-bit floating-point weights, which checkpoints keep in a tensor beside: one for the whole matrix, one
/// for each row, or one for each block of a grid (<c>weight_scale_inv</c>).
/// </summary>
internal static class WeightScales
{
    private static readonly string[] Endings = ["_scale_inv", "_scale"];

    public static TensorInfo? Find(TensorInfo tensor, TensorCatalog tensors, ProblemList problems)
    {
        if (tensor.ElementType is not (ElementType.F8E4M3 or ElementType.F8E5M2)) return null;
        foreach (string ending in Endings)
        {
            if (!tensors.TryGet(tensor.Name + ending, out TensorInfo? scale)) continue;
            if (!IsGridOver(tensor.Shape, scale.Shape))
            {
                problems.Add(new ModelFileProblem(
                    scale.File, scale.Name, $"has shape [{string.Join(", ", scale.Shape)}], which is no grid over the weight's [{string.Join(", ", tensor.Shape)}]"));
            }

            return scale;
        }

        return null;
    }

    /// <summary>A scalar, or as many dimensions as the weight, each with a factor for every so many rows or columns.</summary>
    private static bool IsGridOver(long[] weight, long[] scale) =>
        scale.Aggregate(1L, (product, size) => product * size) == 1
        || (scale.Length == weight.Length && scale.Zip(weight).All(pair => pair.First >= 1 && pair.First <= pair.Second));
}
