namespace Inference.Kernels.Formats;

/// <summary>How a tensor's numbers are stored. <see cref="ElementFormat"/> has the names that users know and the sizes.</summary>
public enum ElementType
{
    F64,
    F32,
    F16,
    BF16,
    F8E4M3,
    F8E5M2,
    I64,
    I32,
    I16,
    I8,
    U8,
    Bool,

    /// <summary>Q4_0: 32 values of 4 bits and one scale.</summary>
    Q40,

    /// <summary>Q4_1: 32 values of 4 bits, a scale and a minimum.</summary>
    Q41,

    /// <summary>Q5_0: 32 values of 5 bits and one scale.</summary>
    Q50,

    /// <summary>Q5_1: 32 values of 5 bits, a scale and a minimum.</summary>
    Q51,

    /// <summary>Q8_0: 32 values of 8 bits and one scale.</summary>
    Q80,

    /// <summary>Q2_K: 256 values of 2 bits in 16 groups, each with a scale and a minimum of 4 bits.</summary>
    Q2K,

    /// <summary>Q3_K: 256 values of 3 bits in 16 groups, each with a scale of 6 bits.</summary>
    Q3K,

    /// <summary>Q4_K: 256 values of 4 bits in 8 groups, each with a scale and a minimum of 6 bits.</summary>
    Q4K,

    /// <summary>Q5_K: 256 values of 5 bits in 8 groups, each with a scale and a minimum of 6 bits.</summary>
    Q5K,

    /// <summary>Q6_K: 256 values of 6 bits in 16 groups, each with a scale of 8 bits.</summary>
    Q6K,

    /// <summary>IQ4_NL: 32 values of 4 bits that index a table of unevenly spaced levels, and one scale.</summary>
    IQ4NL,
}
