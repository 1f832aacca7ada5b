using Inference.Kernels.Formats;
using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Tensors;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Tensors;

public sealed class TensorInfoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GgufFile _file;
    private readonly TensorInfo _tensor;
    private readonly float[] _values;

    public TensorInfoTests()
    {
        byte[] data = RandomBlocks.Of(ElementType.Q80, seed: 11, blocks: 12);
        _values = new float[12 * 32];
        Dequantizer.ToSingle(ElementType.Q80, data, _values);
        _file = GgufFile.Open(_folder.Write("a.gguf", new GgufWriter().AddTensor("w", ElementType.Q80, [2, 2, 96], data).ToBytes()));
        _tensor = _file.Tensors["w"];
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Read_WholeBlocks_ReadsFromTheMiddle()
    {
        float[] values = new float[64];
        _tensor.Read(128, values);

        Assert.Equal(_values[128..192], values);
        Assert.Equal(4, _tensor.RowCount);
        Assert.Equal("w Q8_0 [2, 2, 96]", _tensor.ToString());
    }

    [Theory]
    [InlineData(1, 32)]
    [InlineData(0, 31)]
    [InlineData(-32, 32)]
    [InlineData(384, 32)]
    [InlineData(352, 64)]
    [InlineData(long.MaxValue, 32)]
    public void Read_OutsideOrWithinABlock_Throws(long first, int count) =>
        Assert.ThrowsAny<ArgumentException>(() => _tensor.Read(first, new float[count]));

    [Theory]
    [InlineData(-1, 96)]
    [InlineData(4, 96)]
    [InlineData(0, 95)]
    public void ReadRow_WrongRowOrLength_Throws(long row, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _tensor.ReadRow(row, new float[length]));

    [Fact]
    public void Read_MoreThanOneChunk_ReadsAll()
    {
        byte[] data = new byte[3_000_001];
        new Random(1).NextBytes(data);
        GgufWriter writer = new GgufWriter().AddTensor("w", ElementType.I8, [data.Length], data);
        using GgufFile file = GgufFile.Open(_folder.Write("b.gguf", writer.ToBytes()));

        Assert.Equal(data.Select(value => (float)(sbyte)value), file.Tensors["w"].ToSingles());
    }
}
