using System.Buffers.Binary;
using Inference.Kernels.Formats;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Weights;

/// <summary>Finds the tensors that stand for one matrix: <c>X.qweight</c>, <c>X.qzeros</c>, <c>X.scales</c> and perhaps <c>X.g_idx</c> for <c>X.weight</c>.</summary>
internal sealed class PackedWeightFinder(PackedWeightsConfig config, TensorCatalog tensors, ProblemList problems)
{
    private const string Ending = ".weight";

    /// <summary>False where the checkpoint does not pack the matrix. What is wrong with one that it packs becomes a problem.</summary>
    public bool TryFind(WeightSpec spec, out PackedWeight? packed)
    {
        packed = null;
        if (spec.Shape.Length != 2 || !spec.Name.EndsWith(Ending, StringComparison.Ordinal)) return false;
        string module = spec.Name[..^Ending.Length];
        if (!tensors.TryGet(module + ".qweight", out TensorInfo? integers)) return false;

        long outputs = spec.Shape[0], inputs = spec.Shape[1], perWord = 32 / config.Bits, group = config.GroupSize ?? inputs;
        if (inputs % group != 0 || group % 16 != 0 || outputs % perWord != 0)
        {
            problems.Add(new ModelFileProblem(
                integers.File, integers.Name, $"packs {outputs} outputs and {inputs} inputs in groups of {group}: they must fill groups of a multiple of 16, and words of {perWord}"));
            return true;
        }

        long[] shape = config.Method == PackedMethod.Awq ? [inputs, outputs / perWord] : [inputs / perWord, outputs];
        long groups = inputs / group;
        TensorInfo? zeros = Part(module + ".qzeros"), scales = Part(module + ".scales");
        bool complete = IsWords(integers, shape);
        complete &= zeros is not null && IsWords(zeros, [groups, outputs / perWord]);
        complete &= scales is not null && IsScales(scales, [groups, outputs]);
        complete &= IsInOrder(module + ".g_idx", inputs, group);
        if (complete) packed = new PackedWeight(config, (int)outputs, (int)inputs, integers, zeros!, scales!);
        return true;
    }

    private TensorInfo? Part(string name)
    {
        if (tensors.TryGet(name, out TensorInfo? tensor)) return tensor;
        problems.Add(name, "is missing beside its qweight");
        return null;
    }

    private bool IsWords(TensorInfo tensor, long[] shape) => Check(tensor, shape, tensor.ElementType == ElementType.I32, "I32");

    private bool IsScales(TensorInfo tensor, long[] shape) =>
        Check(tensor, shape, tensor.ElementType is ElementType.F16 or ElementType.BF16 or ElementType.F32, "F16, BF16 or F32");

    private bool Check(TensorInfo tensor, long[] shape, bool rightType, string type)
    {
        if (rightType && tensor.Shape.SequenceEqual(shape)) return true;
        problems.Add(new ModelFileProblem(
            tensor.File, tensor.Name, $"is {tensor.Format.Name} [{string.Join(", ", tensor.Shape)}], should be {type} [{string.Join(", ", shape)}]"));
        return false;
    }

    /// <summary>GPTQ may sort inputs by their weight in the result, and then says which group each is in.</summary>
    private bool IsInOrder(string name, long inputs, long group)
    {
        if (!tensors.TryGet(name, out TensorInfo? order)) return true;
        if (!Check(order, [inputs], order.ElementType == ElementType.I32, "I32")) return false;
        ReadOnlySpan<byte> groups = order.Data.Span();
        for (int k = 0; k < inputs; k++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(groups[(k * sizeof(int))..]) == k / group) continue;
            problems.Add(new ModelFileProblem(order.File, order.Name, "puts inputs into groups out of order (desc_act), which is not supported"));
            return false;
        }

        return true;
    }
}
