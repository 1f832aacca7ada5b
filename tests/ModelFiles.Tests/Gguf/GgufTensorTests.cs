using Inference.Kernels.Formats;
using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Tensors;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Gguf;

public sealed class GgufTensorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ElementType> GgufTypes =>
    [
        .. ElementFormat.All.Select(format => format.Type)
            .Except([ElementType.F8E4M3, ElementType.F8E5M2, ElementType.U8, ElementType.Bool]),
    ];

    [Theory]
    [MemberData(nameof(GgufTypes))]
    public void Open_TensorOfType_ReadsItsRows(ElementType type)
    {
        ElementFormat format = ElementFormat.Of(type);
        byte[] data = RandomBlocks.Of(type, seed: 5, blocks: 6);
        float[] expected = new float[6 * format.BlockElements];
        Dequantizer.ToSingle(type, data, expected);

        using GgufFile file = Open(new GgufWriter()
            .AddTensor("first", ElementType.F32, [1], [0, 0, 128, 63])
            .AddTensor("weight", type, [3, 2 * format.BlockElements], data));
        TensorInfo tensor = file.Tensors["weight"];

        Assert.Equal(type, tensor.ElementType);
        Assert.Equal([3, 2 * format.BlockElements], tensor.Shape);
        Assert.Equal(data, tensor.Data.Span().ToArray());
        Assert.Equal(expected, tensor.ToSingles());
        float[] row = new float[tensor.RowLength];
        tensor.ReadRow(1, row);
        Assert.Equal(expected.AsSpan((int)tensor.RowLength, (int)tensor.RowLength).ToArray(), row);
        Assert.Equal([1f], file.Tensors["first"].ToSingles());
        Assert.Equal(data.Length + 4, file.Tensors.TotalBytes);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(4096)]
    public void Open_OtherAlignment_FindsTheData(int alignment)
    {
        using GgufFile file = Open(new GgufWriter { Alignment = alignment }
            .AddTensor("a", ElementType.I8, [3], [1, 2, 3])
            .AddTensor("b", ElementType.I8, [2], [4, 5]));

        Assert.Equal([1f, 2f, 3f], file.Tensors["a"].ToSingles());
        Assert.Equal([4f, 5f], file.Tensors["b"].ToSingles());
        Assert.Equal(0, file.Tensors["b"].Data.Offset % alignment);
    }

    [Fact]
    public void Open_SplitModel_HasTheTensorsOfAllParts()
    {
        string first = WriteParts(tensorCount: 3);

        using GgufFile file = GgufFile.Open(first);

        Assert.Equal("llama", file.Metadata.Text("general.architecture"));
        Assert.Equal(["t0", "t1", "t2"], file.Tensors.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2f], file.Tensors["t2"].ToSingles());
        Assert.Equal(3, file.Tensors.Files.Count);
    }

    [Fact]
    public void Open_SplitModelWithoutSomeParts_ListsThem()
    {
        string first = WriteParts(tensorCount: 3);
        File.Delete(_folder.PathTo("m-00002-of-00003.gguf"));
        File.Delete(_folder.PathTo("m-00003-of-00003.gguf"));

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Open(first));

        Assert.Equal(
            ["m-00002-of-00003.gguf does not exist", "m-00003-of-00003.gguf does not exist"],
            error.Problems.Select(problem => $"{Path.GetFileName(problem.File)} {problem.Message}"));
    }

    [Fact]
    public void Open_SplitModelWithOtherTensorCount_IsRefused() =>
        AssertProblem("split.tensors.count: is 4, but the parts have 3 tensors", WriteParts(tensorCount: 4));

    [Fact]
    public void Open_LaterPart_NamesTheFirst()
    {
        WriteParts(tensorCount: 3);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Open(_folder.PathTo("m-00002-of-00003.gguf")));

        Assert.Contains("is part 2 of 3; open the first part", error.Message, StringComparison.Ordinal);
        Assert.Contains("m-00001-of-00003.gguf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SameNameInTwoParts_NamesBothFiles()
    {
        string first = WriteParts(tensorCount: 3);
        File.WriteAllBytes(_folder.PathTo("m-00003-of-00003.gguf"), new GgufWriter()
            .Add("split.no", 2).Add("split.count", 3).AddTensor("t0", ElementType.I8, [1], [9]).ToBytes());

        ModelFileProblem problem = Assert.Single(Assert.Throws<ModelFileException>(() => GgufFile.Open(first)).Problems);

        Assert.EndsWith("m-00003-of-00003.gguf: t0: is also in " + first, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SplitWithoutThePartsNaming_IsRefused()
    {
        byte[] part = new GgufWriter().Add("split.no", 0).Add("split.count", 3).ToBytes();
        AssertProblem("is not named …-00001-of-00003.gguf", _folder.Write("a.gguf", part));

        byte[] absurd = new GgufWriter().Add("split.no", 0).Add("split.count", uint.MaxValue).ToBytes();
        AssertProblem("split.count: is 4294967295, at most 65535", _folder.Write("a.gguf", absurd));
    }

    private static void AssertProblem(string expected, string path) =>
        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => GgufFile.Open(path)).Message, StringComparison.Ordinal);

    private string WriteParts(int tensorCount)
    {
        for (int part = 0; part < 3; part++)
        {
            GgufWriter writer = new GgufWriter()
                .Add("split.no", (ushort)part).Add("split.count", (ushort)3).Add("split.tensors.count", tensorCount)
                .AddTensor($"t{part}", ElementType.I8, [1], [(byte)part]);
            if (part == 0) writer.Add("general.architecture", "llama");
            _folder.Write($"m-0000{part + 1}-of-00003.gguf", writer.ToBytes());
        }

        return _folder.PathTo("m-00001-of-00003.gguf");
    }

    private GgufFile Open(GgufWriter writer) => GgufFile.Open(_folder.Write("a.gguf", writer.ToBytes()));
}
