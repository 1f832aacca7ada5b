using Inference.Kernels.Formats;
using Inference.Support;

namespace Inference.Kernels.Tests.Formats;

public sealed class DequantizerTests
{
    [Theory]
    [InlineData(ElementType.F64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0xBF }, -1.5f)]
    [InlineData(ElementType.F32, new byte[] { 0, 0, 0xC0, 0xBF }, -1.5f)]
    [InlineData(ElementType.F16, new byte[] { 0x00, 0xBE }, -1.5f)]
    [InlineData(ElementType.BF16, new byte[] { 0xC0, 0xBF }, -1.5f)]
    [InlineData(ElementType.F8E4M3, new byte[] { 0xBC }, -1.5f)]
    [InlineData(ElementType.F8E5M2, new byte[] { 0xBE }, -1.5f)]
    [InlineData(ElementType.I64, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2f)]
    [InlineData(ElementType.I32, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, -2f)]
    [InlineData(ElementType.I16, new byte[] { 0xFE, 0xFF }, -2f)]
    [InlineData(ElementType.I8, new byte[] { 0xFE }, -2f)]
    [InlineData(ElementType.U8, new byte[] { 0xFE }, 254f)]
    [InlineData(ElementType.Bool, new byte[] { 1 }, 1f)]
    public void ToSingle_PlainElement_ReadsLittleEndian(ElementType type, byte[] bytes, float expected)
    {
        float[] values = new float[2];

        Dequantizer.ToSingle(type, [.. new byte[bytes.Length], .. bytes], values);

        Assert.Equal([0, expected], values);
    }

    [Fact]
    public void ToSingle_EveryFormat_KnowsItsBlockSize()
    {
        foreach (ElementFormat format in ElementFormat.All)
        {
            float[] values = new float[format.BlockElements * 3];
            Array.Fill(values, float.NaN);

            Dequantizer.ToSingle(format.Type, RandomBlocks.Of(format.Type, seed: 7, blocks: 3), values);

            Assert.DoesNotContain(values, float.IsNaN);
            byte[] block = new byte[format.BlockBytes];
            Assert.Throws<ArgumentException>(() => Dequantizer.ToSingle(format.Type, block, new float[format.BlockElements + 1]));
            Assert.Throws<ArgumentException>(() => Dequantizer.ToSingle(format.Type, [.. block, 0], new float[format.BlockElements]));
        }
    }

    [Theory]
    [InlineData(ElementType.Q80, 127)]
    [InlineData(ElementType.Q40, 7)]
    public void ToSingle_QuantizedValues_StayWithinHalfAStep(ElementType type, int levels)
    {
        Random random = new(3);
        float[] values = [.. Enumerable.Range(0, 320).Select(_ => (float)(random.NextDouble() * 2 - 1))];
        byte[] bytes = type == ElementType.Q80 ? BlockQuantizer.ToQ80(values) : BlockQuantizer.ToQ40(values);
        float[] back = new float[values.Length];

        Dequantizer.ToSingle(type, bytes, back);

        for (int i = 0; i < values.Length; i++) Assert.InRange(back[i] - values[i], -0.51f / levels, 0.51f / levels);
    }
}
