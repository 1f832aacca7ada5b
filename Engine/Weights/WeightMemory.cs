using Inference.Engine.Execution;
using Inference.Kernels.MatMul;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Tensors;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Weights;

/// <summary>How weights are held in memory, and how much of it they take.</summary>
public static class WeightMemory
{
    /// <summary>The memory of all weights once they are loaded.</summary>
    public static long Bytes(ModelConfig config, ModelWeights weights, CpuRunnerOptions options) =>
        weights.All.Sum(entry => Bytes(config, entry.Key.Role, entry.Value, options));

    /// <summary>
    /// What a matrix is rounded to. As llama.cpp does: the router stays as it is, and what makes logits has 8 bits at least.
    /// </summary>
    internal static Quantization? QuantizationOf(ModelConfig config, WeightRole role, CpuRunnerOptions options)
    {
        if (options.Quantization is null || role == WeightRole.Router) return null;
        bool makesLogits = role == WeightRole.OutputHead || (role == WeightRole.TokenEmbedding && config.TiedEmbeddings);
        return makesLogits ? Quantization.Q80 : options.Quantization;
    }

    /// <summary>Whether a matrix is only looked up row by row, and stays as its file has it.</summary>
    internal static bool IsLookedUp(ModelConfig config, WeightRole role, Weight weight, CpuRunnerOptions options) =>
        role == WeightRole.TokenEmbedding && !config.TiedEmbeddings && weight.Packed is null && options.Quantization is null;

    internal static long Bytes(ModelConfig config, WeightRole role, Weight weight, CpuRunnerOptions options)
    {
        TensorInfo tensor = weight.Tensor;
        if (weight.Packed is { } packed) return WeightMatrix.PackedBytes(packed.Format.Bits, packed.Group, packed.Outputs, packed.Inputs);
        if (tensor.Shape.Length < 2) return tensor.ElementCount * sizeof(float);
        if (IsLookedUp(config, role, weight, options)) return tensor.Data.Length;
        long experts = tensor.Shape.Length == 3 ? tensor.Shape[0] : 1;
        return experts * WeightMatrix.PackedBytes(
            tensor.ElementType, tensor.Shape[^2], tensor.Shape[^1], weight.Scale is not null, options.Arithmetic, QuantizationOf(config, role, options));
    }
}
