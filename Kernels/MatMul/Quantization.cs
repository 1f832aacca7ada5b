namespace Inference.Kernels.MatMul;

/// <summary>What plain weights are rounded to when they are loaded: the formats of ggml that users know by these names.</summary>
public enum Quantization
{
    /// <summary>32 weights of 8 bits and a scale: the largest magnitude is 127 steps.</summary>
    Q80,

    /// <summary>32 weights of 4 bits and a scale: the largest magnitude is 8 steps, on the side that has 8.</summary>
    Q40,
}
