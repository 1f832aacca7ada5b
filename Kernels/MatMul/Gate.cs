namespace Inference.Kernels.MatMul;

/// <summary>What a gate's outputs go through.</summary>
public enum GateFunction
{
    Silu,

    /// <summary>GELU by its tanh approximation.</summary>
    GeluTanh,
}

/// <summary>A matrix whose outputs, put through a function, scale those of another one that reads the same input.</summary>
public sealed record Gate(WeightMatrix Weights, float[]? Bias, GateFunction Function);
