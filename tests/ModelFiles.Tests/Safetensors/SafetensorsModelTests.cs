using Inference.Kernels.Formats;
using Inference.ModelFiles.Safetensors;
using Inference.ModelFiles.Tensors;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Safetensors;

public sealed class SafetensorsModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ElementType> PlainTypes =>
        [.. ElementFormat.All.Where(format => !format.IsQuantized).Select(format => format.Type)];

    [Theory]
    [MemberData(nameof(PlainTypes))]
    public void Open_TensorOfType_ReadsItsRows(ElementType type)
    {
        byte[] data = RandomBlocks.Of(type, seed: 9, blocks: 12);
        float[] expected = new float[12];
        Dequantizer.ToSingle(type, data, expected);

        using TensorCatalog catalog = Open(new SafetensorsWriter().AddMetadata("format", "pt")
            .AddTensor("odd", ElementType.U8, [3], [1, 2, 3])
            .AddTensor("weight", type, [2, 2, 3], data));
        TensorInfo tensor = catalog["weight"];

        Assert.Equal(type, tensor.ElementType);
        Assert.Equal([2, 2, 3], tensor.Shape);
        Assert.Equal(expected, tensor.ToSingles());
        Assert.Equal(4, tensor.RowCount);
        float[] row = new float[3];
        tensor.ReadRow(3, row);
        Assert.Equal(expected[9..], row);
        Assert.Equal(data.Length + 3, catalog.TotalBytes);
    }

    [Fact]
    public void Open_ScalarsAndEmptyTensors_AreRead()
    {
        using TensorCatalog catalog = Open(new SafetensorsWriter()
            .AddTensor("none", ElementType.F32, [0, 4], [])
            .AddTensor("scale", ElementType.F32, [], [0, 0, 0, 64])
            .AddTensor("end", ElementType.F32, [0], []));

        Assert.Equal([2f], catalog["scale"].ToSingles());
        Assert.Empty(catalog["none"].ToSingles());
        Assert.Equal(3, catalog.Count);
        Assert.False(catalog.TryGet("other", out _));
        Assert.Throws<KeyNotFoundException>(() => catalog["other"]);
    }

    [Fact]
    public void Open_NoTensors_IsEmpty()
    {
        using TensorCatalog catalog = Open(new SafetensorsWriter());
        Assert.Empty(catalog.Tensors);
    }

    [Fact]
    public void Open_Shards_HasTheTensorsOfAll()
    {
        SafetensorsWriter.WriteSharded(
            _folder.Path,
            new SafetensorsWriter().AddTensor("a", ElementType.I8, [1], [1]).AddTensor("b", ElementType.I8, [1], [2]),
            new SafetensorsWriter().AddTensor("c", ElementType.I8, [1], [3]));

        using TensorCatalog catalog = SafetensorsModel.Open(_folder.Path);

        Assert.True(SafetensorsModel.IsIn(_folder.Path));
        Assert.Equal(["a", "b", "c"], catalog.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([3f], catalog["c"].ToSingles());
        Assert.EndsWith("model-00002-of-00002.safetensors", catalog["c"].File, StringComparison.Ordinal);
        Assert.Equal(2, catalog.Files.Count);
    }

    [Fact]
    public void Open_DirectoryWithoutModel_SaysWhatIsMissing()
    {
        Assert.False(SafetensorsModel.IsIn(_folder.Path));
        ModelFileException error = Assert.Throws<ModelFileException>(() => SafetensorsModel.Open(_folder.Path));
        Assert.Contains("holds neither", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AfterDispose_Throws()
    {
        TensorCatalog catalog = Open(new SafetensorsWriter().AddTensor("a", ElementType.I8, [1], [1]));
        TensorInfo tensor = catalog["a"];
        catalog.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.ToSingles());
        Assert.Throws<ObjectDisposedException>(() => tensor.Data.Span().Length);
    }

    [SharedTheory]
    [InlineData("llama")]
    [InlineData("mixtral")]
    [InlineData("qwen3-moe")]
    public void Open_PublishedLayout_ReadsFiniteWeights(string model)
    {
        using TensorCatalog catalog = SafetensorsModel.Open(SharedData.PathTo("goldens", model));

        Assert.Equal(ElementType.BF16, catalog["model.embed_tokens.weight"].ElementType);
        Assert.All(catalog.Tensors, tensor => Assert.All(tensor.ToSingles(), value => Assert.True(float.IsFinite(value))));
        Assert.Contains(catalog["model.embed_tokens.weight"].ToSingles(), value => value != 0);
    }

    private TensorCatalog Open(SafetensorsWriter writer) => SafetensorsModel.Open(_folder.Write("model.safetensors", writer.ToBytes()));
}
