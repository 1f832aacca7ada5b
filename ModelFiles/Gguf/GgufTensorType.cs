using Inference.Kernels.Formats;

namespace Inference.ModelFiles.Gguf;

/// <summary>The tensor types that GGUF numbers, and which of them can be read.</summary>
internal static class GgufTensorType
{
    // The index is the number in the file. Numbers 4, 5, 31 … 33 and 36 … 38 were given up again.
    private static readonly string[] Names =
    [
        "F32", "F16", "Q4_0", "Q4_1", "Q4_2", "Q4_3", "Q5_0", "Q5_1", "Q8_0", "Q8_1",
        "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_K", "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S",
        "IQ4_NL", "IQ3_S", "IQ2_S", "IQ4_XS", "I8", "I16", "I32", "I64", "F64", "IQ1_M",
        "BF16", "Q4_0_4_4", "Q4_0_4_8", "Q4_0_8_8", "TQ1_0", "TQ2_0", "IQ4_NL_4_4", "IQ4_NL_4_8", "IQ4_NL_8_8", "MXFP4", "NVFP4",
    ];

    private static readonly Dictionary<string, ElementType> Readable =
        ElementFormat.All.ToDictionary(format => format.Name, format => format.Type);

    /// <summary>The element type; false with a description of the number where it is unknown or cannot be read.</summary>
    public static bool TryGet(uint number, out ElementType type, out string description)
    {
        description = number < Names.Length ? Names[number] : $"number {number}";
        return Readable.TryGetValue(description, out type);
    }

}
