using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Weights;

/// <summary>The parts of a matrix [outputs, inputs] of small integers, each checked to be as large as it must.</summary>
public sealed record PackedWeight(PackedWeightsConfig Format, int Outputs, int Inputs, TensorInfo Integers, TensorInfo Zeros, TensorInfo Scales)
{
    /// <summary>Inputs that share a scale.</summary>
    public int Group => Format.GroupSize ?? Inputs;

    public long FileBytes => Integers.Data.Length + Zeros.Data.Length + Scales.Data.Length;
}
