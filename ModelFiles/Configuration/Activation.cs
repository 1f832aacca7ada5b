namespace Inference.ModelFiles.Configuration;

/// <summary>The non-linearity between a feed-forward layer's two halves.</summary>
public enum Activation
{
    Silu,

    /// <summary>GELU by its tanh approximation.</summary>
    GeluTanh,
}
