namespace Inference.Kernels.Attention;

/// <summary>How keys and values are kept.</summary>
public enum KeyValueFormat
{
    BFloat16,

    /// <summary>
    /// Whole numbers of 8 bits, with a scale for each token and head: largest magnitude / 127. What is kept is off by at most 1/254 of that
    /// magnitude, where <see cref="BFloat16"/> is off by 1/512 of each number.
    /// </summary>
    Int8,
}
