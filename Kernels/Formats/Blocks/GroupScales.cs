namespace Inference.Kernels.Formats.Blocks;

/// <summary>The 12 bytes in which Q4_K and Q5_K keep a scale and a minimum of 6 bits for each of 8 groups.</summary>
internal static class GroupScales
{
    /// <summary>
    /// Groups 0 … 3 take the lower 6 bits of byte g (scale) and g + 4 (minimum). Groups 4 … 7 take the nibbles of byte g + 4, and
    /// their upper 2 bits from the top of byte g - 4 (scale) and g (minimum).
    /// </summary>
    public static (int Scale, int Minimum) Unpack(ReadOnlySpan<byte> packed, int group) => group < 4
        ? (packed[group] & 63, packed[group + 4] & 63)
        : ((packed[group + 4] & 15) | packed[group - 4] >> 6 << 4, packed[group + 4] >> 4 | packed[group] >> 6 << 4);
}
