using Inference.Kernels.Formats;

namespace Inference.Support;

/// <summary>
/// Seeded random elements of any type: every bit is random, except that no floating-point number is infinite, NaN or above 2.
/// </summary>
public static class RandomBlocks
{
    public static byte[] Of(ElementType type, ulong seed, int blocks)
    {
        int blockBytes = ElementFormat.Of(type).BlockBytes;
        byte[] bytes = new byte[blocks * blockBytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            seed = unchecked(seed * 6364136223846793005 + 1442695040888963407);
            bytes[i] = (byte)(seed >> 56);
        }

        // Clearing the top exponent bit leaves a magnitude below 2.
        foreach (int upperByte in UpperBytesOfFloats(type))
        {
            for (int start = 0; start < bytes.Length; start += blockBytes) bytes[start + upperByte] &= 0xBF;
        }

        return bytes;
    }

    private static int[] UpperBytesOfFloats(ElementType type) => type switch
    {
        ElementType.F64 => [7],
        ElementType.F32 => [3],
        ElementType.F16 or ElementType.BF16 => [1],
        ElementType.F8E4M3 or ElementType.F8E5M2 => [0],
        ElementType.Q40 or ElementType.Q50 or ElementType.Q80 or ElementType.IQ4NL => [1],
        ElementType.Q41 or ElementType.Q51 or ElementType.Q4K or ElementType.Q5K => [1, 3],
        ElementType.Q2K => [81, 83],
        ElementType.Q3K => [109],
        ElementType.Q6K => [209],
        _ => [],
    };
}
