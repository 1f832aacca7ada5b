using System.Runtime.InteropServices;
using Inference.Kernels.Formats;
using Inference.Support;

namespace Inference.Kernels.Tests.Formats;

/// <summary>256 blocks of every quantised format, random in every bit, against the bits that ggml's reference computes from them.</summary>
public sealed class DequantizerGoldenTests
{
    private const int Blocks = 256;

    // Hash: FNV-1a over the floats' bytes. Samples: the first element, the one after the middle of the first block, the last.
    [Theory]
    [InlineData(ElementType.Q40, 0x50D9CC928DD76E3E, 0.000110864639f, 7.39097595e-05f, -4.625f)]
    [InlineData(ElementType.Q41, 0x4DC29D537764D87E, 0.0125710964f, 0.0126819611f, -0.195037842f)]
    [InlineData(ElementType.Q50, 0x8813AD5C19F315AE, -0.000480413437f, -3.69548798e-05f, 0.823059082f)]
    [InlineData(ElementType.Q51, 0xC2C01D1CFC85B609, 0.0121645927f, 0.0128667355f, -16.719574f)]
    [InlineData(ElementType.Q80, 0xEECEE533231B4382, 0.00336289406f, -0.00192165375f, 0.00274300575f)]
    [InlineData(ElementType.Q2K, 0xB0E029BA50C733E7, -0.0054473877f, 0.0202636719f, 0.0033018589f)]
    [InlineData(ElementType.Q3K, 0xD10CEC98B6778F21, 0.00732493401f, -0.00809597969f, 0f)]
    [InlineData(ElementType.Q4K, 0x201B9B44704A4F62, -0.290385246f, -0.797281265f, -12.7077446f)]
    [InlineData(ElementType.Q5K, 0xD3AB7FA2D497ED8A, -0.286726713f, -0.824184418f, 0.159672976f)]
    [InlineData(ElementType.Q6K, 0xC3C42D4BE3E32345, -0.543088913f, -0.563673735f, -2.93664551f)]
    [InlineData(ElementType.IQ4NL, 0xCB908354DF847C4E, 0.00129342079f, 0.000813007355f, -56.65625f)]
    public void ToSingle_RandomBlocks_SameBitsAsReference(ElementType type, ulong hash, float first, float middle, float last)
    {
        int elements = ElementFormat.Of(type).BlockElements;
        float[] values = new float[Blocks * elements];

        Dequantizer.ToSingle(type, RandomBlocks.Of(type, seed: 1, Blocks), values);

        Assert.Equal((first, middle, last), (values[0], values[elements / 2 + 1], values[^1]));
        Assert.Equal(hash, Fnv1a(MemoryMarshal.AsBytes(values.AsSpan())));
    }

    private static ulong Fnv1a(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in bytes) hash = unchecked((hash ^ value) * 1099511628211);
        return hash;
    }
}
