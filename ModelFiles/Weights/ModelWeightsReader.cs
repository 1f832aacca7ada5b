using Inference.Kernels.Formats;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Weights;

/// <summary>Finds the tensors that a manifest names, and reports every one that is missing, misshapen or of a kind that cannot be computed with.</summary>
internal static class ModelWeightsReader
{
    public static ModelWeights Read(IReadOnlyList<WeightSpec> specs, TensorCatalog tensors, string place, PackedWeightsConfig? packing, ProblemList problems)
    {
        Dictionary<WeightKey, Weight> weights = new(specs.Count);
        PackedWeightFinder? packed = packing is null ? null : new PackedWeightFinder(packing, tensors, problems);
        foreach (WeightSpec spec in specs)
        {
            if (packed is not null && packed.TryFind(spec, out PackedWeight? parts))
            {
                if (parts is not null) weights[spec.Key] = new Weight(parts.Integers, Packed: parts);
                continue;
            }

            if (!tensors.TryGet(spec.Name, out TensorInfo? tensor))
            {
                if (!spec.Optional) problems.Add(new ModelFileProblem(place, spec.Name, $"is missing; it should be {Shape(spec.Shape)}"));
                continue;
            }

            if (!HasShape(tensor, spec))
            {
                problems.Add(new ModelFileProblem(tensor.File, spec.Name, $"has shape {Shape(tensor.Shape)}, should be {Shape(spec.Shape)}"));
            }
            else if (IsInteger(tensor.ElementType))
            {
                problems.Add(new ModelFileProblem(tensor.File, spec.Name, $"holds {tensor.Format.Name}, which is no format for weights"));
            }
            else
            {
                weights[spec.Key] = new Weight(tensor, WeightScales.Find(tensor, tensors, problems));
            }
        }

        return new ModelWeights(weights);
    }

    /// <summary>A GGUF vector may come as one row of a matrix and the other way round.</summary>
    private static bool HasShape(TensorInfo tensor, WeightSpec spec) =>
        tensor.Shape.SequenceEqual(spec.Shape) || tensor.Shape.SkipWhile(size => size == 1).SequenceEqual(spec.Shape.SkipWhile(size => size == 1));

    private static bool IsInteger(ElementType type) => type
        is ElementType.I64 or ElementType.I32 or ElementType.I16 or ElementType.I8 or ElementType.U8 or ElementType.Bool;

    private static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
