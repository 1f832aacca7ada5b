namespace Inference.Kernels.Attention;

/// <summary>How keys and values are kept.</summary>
public enum KeyValueFormat
{
    BFloat16,

    /// <summary>Whole numbers of 8 bits, with a scale for each token and head: largest magnitude / 127.</summary>
    Int8,
}
