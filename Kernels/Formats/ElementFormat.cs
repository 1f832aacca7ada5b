namespace Inference.Kernels.Formats;

/// <summary>
/// The sizes of an element type. Elements are stored in blocks along the last dimension: <see cref="BlockElements"/> of them in
/// <see cref="BlockBytes"/> bytes; plain types have blocks of one.
/// </summary>
/// <param name="Name">As users know it: <c>BF16</c>, <c>F8_E4M3</c>, <c>Q4_K</c>.</param>
public sealed record ElementFormat(ElementType Type, string Name, int BlockElements, int BlockBytes)
{
    private static readonly ElementFormat[] Formats = Table();

    /// <summary>All of them, in the order of <see cref="ElementType"/>.</summary>
    public static IReadOnlyList<ElementFormat> All => Formats;

    /// <summary>Whether elements share a scale: not a plain number each.</summary>
    public bool IsQuantized => BlockElements > 1;

    public static ElementFormat Of(ElementType type) => Formats[(int)type];

    /// <summary>The product of the dimensions; false where one is negative or the product does not fit.</summary>
    public static bool TryCountElements(ReadOnlySpan<long> shape, out long count)
    {
        count = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0 || (dimension > 0 && count > long.MaxValue / dimension)) return false;
            count *= dimension;
        }

        return true;
    }

    /// <summary>The bytes of a tensor; false where the shape does not fit, or its last dimension is not a whole number of blocks.</summary>
    public bool TryGetByteSize(ReadOnlySpan<long> shape, out long bytes)
    {
        bytes = 0;
        long rowLength = shape.IsEmpty ? 1 : shape[^1];
        if (!TryCountElements(shape, out long count) || rowLength % BlockElements != 0) return false;
        long blocks = count / BlockElements;
        if (blocks > long.MaxValue / BlockBytes) return false;
        bytes = blocks * BlockBytes;
        return true;
    }

    private static ElementFormat[] Table()
    {
        ElementFormat[] formats =
        [
            new(ElementType.F64, "F64", 1, 8),
            new(ElementType.F32, "F32", 1, 4),
            new(ElementType.F16, "F16", 1, 2),
            new(ElementType.BF16, "BF16", 1, 2),
            new(ElementType.F8E4M3, "F8_E4M3", 1, 1),
            new(ElementType.F8E5M2, "F8_E5M2", 1, 1),
            new(ElementType.I64, "I64", 1, 8),
            new(ElementType.I32, "I32", 1, 4),
            new(ElementType.I16, "I16", 1, 2),
            new(ElementType.I8, "I8", 1, 1),
            new(ElementType.U8, "U8", 1, 1),
            new(ElementType.Bool, "BOOL", 1, 1),
            new(ElementType.Q40, "Q4_0", 32, 18),
            new(ElementType.Q41, "Q4_1", 32, 20),
            new(ElementType.Q50, "Q5_0", 32, 22),
            new(ElementType.Q51, "Q5_1", 32, 24),
            new(ElementType.Q80, "Q8_0", 32, 34),
            new(ElementType.Q2K, "Q2_K", 256, 84),
            new(ElementType.Q3K, "Q3_K", 256, 110),
            new(ElementType.Q4K, "Q4_K", 256, 144),
            new(ElementType.Q5K, "Q5_K", 256, 176),
            new(ElementType.Q6K, "Q6_K", 256, 210),
            new(ElementType.IQ4NL, "IQ4_NL", 32, 18),
        ];
        for (int i = 0; i < formats.Length; i++)
        {
            if ((int)formats[i].Type != i) throw new InvalidOperationException($"{formats[i].Name} is not at its place in the table.");
        }

        return formats;
    }
}
