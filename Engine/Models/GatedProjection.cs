using Inference.Kernels.Elementwise;
using Inference.Kernels.MatMul;
using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Models;

/// <summary>activation(gate(x)) · up(x)</summary>
internal static class GatedProjection
{
    /// <param name="norm">What the input is normalised by before; null: nothing.</param>
    public static Projection Create(ModelConfig config, RowNorm? norm, WeightMatrix gate, float[]? gateBias, WeightMatrix up, float[]? upBias) =>
        new Projection(norm).With(up, upBias, new Gate(gate, gateBias, FunctionOf(config.Activation)));

    private static GateFunction FunctionOf(Activation activation) => activation == Activation.GeluTanh ? GateFunction.GeluTanh : GateFunction.Silu;
}
