using Inference.ModelFiles.Gguf;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Gguf;

public sealed class GgufMetadataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Open_EveryScalarType_ReadsValues(uint version)
    {
        using GgufFile file = Open(new GgufWriter { Version = version }
            .Add("u8", (byte)200).Add("i8", (sbyte)-100).Add("u16", (ushort)60000).Add("i16", (short)-30000)
            .Add("u32", 4000000000u).Add("i32", -2000000000).Add("u64", 1ul << 62).Add("i64", long.MinValue)
            .Add("f32", 1.5f).Add("f64", 1e300).Add("yes", true).Add("no", false).Add("text", "héllo 世界").Add("empty", ""));

        Assert.Equal(
            [200, -100, 60000, -30000, 4000000000, -2000000000, 1L << 62, long.MinValue],
            new[] { "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64" }.Select(key => file.Metadata.Integer(key)!.Value));
        Assert.Equal(1.5, file.Metadata.Number("f32"));
        Assert.Equal(1e300, file.Metadata.Number("f64"));
        Assert.Equal(200, file.Metadata.Number("u8"));
        Assert.True(file.Metadata.Flag("yes"));
        Assert.False(file.Metadata.Flag("no"));
        Assert.Equal("héllo 世界", file.Metadata.Text("text"));
        Assert.Equal("", file.Metadata.Text("empty"));
        Assert.Equal(version, file.Version);
        Assert.Equal(14, file.Metadata.Keys.Count);
        Assert.Equal("u8", file.Metadata.Keys[0]);
        Assert.Empty(file.Tensors.Tensors);
    }

    [Fact]
    public void Open_Arrays_ReadsElements()
    {
        using GgufFile file = Open(new GgufWriter()
            .Add("texts", new[] { "a", "", "世" }).Add("floats", new[] { 1.5f, -2f }).Add("doubles", new[] { 0.25 })
            .Add("bytes", new byte[] { 1, 255 }).Add("longs", new[] { -1L, int.MaxValue }).Add("flags", new[] { true, false })
            .Add("nested", new[] { [[1, 2], [3]], new int[][] { [] } }).Add("nothing", Array.Empty<string>()));

        Assert.Equal(["a", "", "世"], file.Metadata.Texts("texts")!);
        Assert.Equal([1.5f, -2f], file.Metadata.Numbers("floats")!);
        Assert.Equal([0.25f], file.Metadata.Numbers("doubles")!);
        Assert.Equal([1f, 255f], file.Metadata.Numbers("bytes")!);
        Assert.Equal([-1, int.MaxValue], file.Metadata.Integers("longs")!);
        Assert.Empty(file.Metadata.Texts("nothing")!);
        Assert.Equal([true, false], file.Metadata.Value("flags")!.Elements().Select(element => element.Flag()));
        Assert.Equal("[[[1, 2], [3]], [[]]]", file.Metadata.Value("nested")!.Describe());
        Assert.Equal("[a, , … 3 in all]", file.Metadata.Value("texts")!.Describe(maxElements: 2));
        Assert.Equal("array of 3 string", file.Metadata.Value("texts")!.TypeName);
    }

    [Fact]
    public void Open_ManyLongTexts_FindsWhatFollows()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => new string((char)('a' + i % 26), i * 53))];
        using GgufFile file = Open(new GgufWriter().Add("texts", texts).Add("long", new[] { new string('x', 3 << 20), "y" }).Add("after", 42));

        Assert.Equal(42, file.Metadata.Integer("after"));
        Assert.Equal(texts, file.Metadata.Texts("texts")!);
        Assert.Equal("y", file.Metadata.Texts("long")![1]);
    }

    [Fact]
    public void Accessors_AbsentKey_ReturnNull()
    {
        using GgufFile file = Open(new GgufWriter().Add("here", 1));
        GgufMetadata metadata = file.Metadata;

        Assert.True(metadata.Has("here"));
        Assert.False(metadata.Has("there"));
        Assert.Null(metadata.Text("there"));
        Assert.Null(metadata.Integer("there"));
        Assert.Null(metadata.Number("there"));
        Assert.Null(metadata.Flag("there"));
        Assert.Null(metadata.Texts("there"));
        Assert.Null(metadata.Numbers("there"));
        Assert.Null(metadata.Integers("there"));
        Assert.Null(metadata.Value("there"));
    }

    [Fact]
    public void Accessors_OtherType_NameKeyAndBothTypes()
    {
        using GgufFile file = Open(new GgufWriter()
            .Add("text", "x").Add("number", 7u).Add("large", ulong.MaxValue).Add("texts", new[] { "x" }).Add("longs", new[] { 1L << 40 }));
        GgufMetadata metadata = file.Metadata;

        AssertProblem("number: is uint32 where string is expected", () => metadata.Text("number"));
        AssertProblem("text: is string where an integer is expected", () => metadata.Integer("text"));
        AssertProblem("texts: is array of 1 string where a number is expected", () => metadata.Number("texts"));
        AssertProblem("number: is uint32 where bool is expected", () => metadata.Flag("number"));
        AssertProblem("number: is uint32 where an array of string is expected", () => metadata.Texts("number"));
        AssertProblem("texts: is array of 1 string where an array of integers is expected", () => metadata.Integers("texts"));
        AssertProblem("texts: is array of 1 string where an array of numbers is expected", () => metadata.Numbers("texts"));
        AssertProblem("large: is 18446744073709551615, which does not fit 64 bits with a sign", () => metadata.Integer("large"));
        AssertProblem("longs: element 0 is 1099511627776, which does not fit 32 bits", () => metadata.Integers("longs"));
        Assert.Equal("18446744073709551615", metadata.Value("large")!.Describe());
    }

    [Fact]
    public void Text_InvalidUtf8_BecomesReplacementCharacter()
    {
        byte[] bytes = new GgufWriter().Add("text", "a#b").ToBytes();
        bytes[bytes.AsSpan().IndexOf("a#b"u8) + 1] = 0xFF;
        using GgufFile file = GgufFile.Open(_folder.Write("a.gguf", bytes));

        Assert.Equal("a\uFFFDb", file.Metadata.Text("text"));
    }

    private static void AssertProblem(string expected, Func<object?> read)
    {
        ModelFileProblem problem = Assert.Single(Assert.Throws<ModelFileException>(() => { read(); }).Problems);
        Assert.EndsWith("a.gguf", problem.File, StringComparison.Ordinal);
        Assert.Equal(expected, $"{problem.Item}: {problem.Message}");
    }

    private GgufFile Open(GgufWriter writer) => GgufFile.Open(_folder.Write("a.gguf", writer.ToBytes()));
}
