using System.Buffers.Binary;
using System.Text;
using Inference.Kernels.Formats;
using Inference.ModelFiles.Gguf;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Gguf;

/// <summary>Each kind of damage is named, with the item it is at.</summary>
public sealed class GgufDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_NotGguf_SaysSo()
    {
        AssertProblems(Array.Empty<byte>(), "is empty");
        AssertProblems("PK\u0003\u0004 and more"u8.ToArray(), "is not a GGUF file");
        AssertProblems("GGUF"u8.ToArray(), "the file ends within the version");
        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Open(_folder.PathTo("missing.gguf")));
        Assert.Contains("missing.gguf: does not exist", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ModelFileException>(() => GgufFile.Open(_folder.Path));
        Assert.Contains("is a directory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1u, "is GGUF version 1")]
    [InlineData(0u, "is GGUF version 0; versions 2 and 3 are read")]
    [InlineData(4u, "is GGUF version 4; versions 2 and 3 are read")]
    [InlineData(0x03000000u, "is a big-endian GGUF file")]
    public void Open_OtherVersion_IsNamed(uint version, string expected) => AssertProblems(new GgufWriter { Version = version }, expected);

    [Fact]
    public void Open_AbsurdCounts_AreRefusedBeforeAllocating()
    {
        AssertProblems(new GgufWriter { TensorCount = ulong.MaxValue }, "the number of tensors is 18446744073709551615");
        AssertProblems(new GgufWriter { MetadataCount = 1ul << 40 }, "the number of metadata entries is 1099511627776");
        AssertProblems(Patched("key", "length", 1ul << 60), "key: the length of the string is 1152921504606846976");
        byte[] array = new GgufWriter().Add("key", new[] { 0x5EED5EED }).ToBytes();
        BinaryPrimitives.WriteUInt64LittleEndian(array.AsSpan(array.Length - 12), 1ul << 62);
        AssertProblems(array, "key: the length of the array is 4611686018427387904");
    }

    [Fact]
    public void Open_CutOff_SaysWhere()
    {
        byte[] bytes = new GgufWriter().Add("a", 1).Add("b", "text").AddTensor("t", ElementType.F32, [2, 2], new byte[16]).ToBytes();
        for (int length = 0; length < bytes.Length - 16; length++)
            Assert.Throws<ModelFileException>(() => GgufFile.Open(_folder.Write("a.gguf", bytes.AsSpan(0, length))));
        AssertProblems(bytes[..^20], "t: needs bytes 0 … 16 of the data, which has 12 (damaged or cut off)");
    }

    [Fact]
    public void Open_MetadataDamage_NamesTheKey()
    {
        AssertProblems(new GgufWriter().Add("twice", 1).Add("twice", 2), "twice: occurs more than once");
        AssertProblems(new GgufWriter().Add("general.alignment", 12u), "general.alignment: is 12 (uint32), it must be");
        AssertProblems(new GgufWriter().Add("general.alignment", "x"), "general.alignment: is x (string), it must be");
        AssertProblems(new GgufWriter().Add("general.alignment", 0u), "general.alignment: is 0 (uint32), it must be");

        byte[] type = new GgufWriter().Add("key", 1).ToBytes();
        type[^8] = 13;
        AssertProblems(type, "key: the value's type is 13");
        byte[] flag = new GgufWriter().Add("key", true).ToBytes();
        flag[^1] = 2;
        AssertProblems(flag, "key: is a bool with the value 2");
        AssertProblems(new GgufWriter().Add(new string('k', 65536), 1), "the metadata key is 65536 bytes long");
    }

    [Fact]
    public void Open_ArraysNestedTooDeeply_AreRefused()
    {
        object nested = new[] { 1 };
        for (int depth = 1; depth < 8; depth++) nested = Wrap(nested);
        using (GgufFile file = GgufFile.Open(_folder.Write("a.gguf", new GgufWriter().Add("deep", nested).ToBytes())))
            Assert.Equal("[[[[[[[[1]]]]]]]]", file.Metadata.Value("deep")!.Describe());

        AssertProblems(new GgufWriter().Add("deep", Wrap(nested)), "deep: arrays are nested deeper than 8 levels");
    }

    [Theory]
    [InlineData(16u, "w: has the type IQ2_XXS, which cannot be read")]
    [InlineData(34u, "w: has the type TQ1_0, which cannot be read")]
    [InlineData(39u, "w: has the type MXFP4, which cannot be read")]
    [InlineData(4711u, "w: has the type number 4711, which cannot be read")]
    public void Open_UnreadableTensorType_IsNamed(uint type, string expected) =>
        AssertProblems(new GgufWriter().AddRawTensor("w", [256], type, 0), expected);

    [Fact]
    public void Open_TensorDamage_NamesTheTensor()
    {
        const uint F32 = 0, Q4K = 12;
        AssertProblems(new GgufWriter().AddRawTensor("w", [1, 1, 1, 1, 1], F32, 0), "w: has 5 dimensions, at most 4 are allowed");
        AssertProblems(
            new GgufWriter().AddRawTensor("w", [1ul << 33, 1ul << 33], F32, 0),
            "w: has the shape [8589934592, 8589934592], whose size does not fit");
        AssertProblems(new GgufWriter().AddRawTensor("w", [ulong.MaxValue, 2], F32, 0), "whose size does not fit");
        AssertProblems(
            new GgufWriter().AddRawTensor("w", [128, 2], Q4K, 0),
            "w: has rows of 128 elements, which is not a multiple of the 256 in a block of Q4_K");
        AssertProblems(new GgufWriter().AddRawTensor("w", [1], F32, 4), "w: is at offset 4, which is not a multiple of the alignment 32");
        AssertProblems(new GgufWriter().AddRawTensor("w", [1], F32, 1 << 20), "w: needs 4 bytes at offset 1048576");
        AssertProblems(
            new GgufWriter().AddRawTensor("w", [1], F32, ulong.MaxValue - 31),
            "w: needs 4 bytes at offset 18446744073709551584");
        AssertProblems(Two().AddRawTensor("c", [8], F32, 32), "c: overlaps b: bytes 32 … 64 and 32 … 64");
        AssertProblems(Two().AddRawTensor("b", [8], F32, 64), "b: occurs more than once");
        AssertProblems(Two().AddRawTensor("early", [9], F32, 0), "early: overlaps a", "b: overlaps early");
        AssertProblems(new GgufWriter().AddRawTensor("late", [8], F32, 32).AddTensorData(64), "late: begins at byte 32, leaving a hole");
    }

    [Fact]
    public void Open_SeveralProblems_ListsThemAll() => AssertProblems(
        new GgufWriter().Add("a", 1).Add("a", 2)
            .AddRawTensor("x", [256], 16, 0).AddRawTensor("y", [3], 12, 0).AddRawTensor("z", [1], 0, 3),
        "4 problems", "a: occurs more than once", "x: has the type IQ2_XXS", "y: has rows of 3 elements", "z: is at offset 3");

    [Fact]
    public void Open_ManyProblems_AreCutAtAHundred()
    {
        GgufWriter writer = new();
        for (int i = 0; i < 250; i++) writer.AddRawTensor($"t{i}", [256], 16, 0);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Open(_folder.Write("a.gguf", writer.ToBytes())));

        Assert.Equal(101, error.Problems.Count);
        Assert.Equal("and 150 more problems", error.Problems[^1].Message);
    }

    [Fact]
    public void Open_TensorCountTooSmall_IsNoticed() => AssertProblems(
        new GgufWriter { TensorCount = 1 }
            .AddTensor("a", ElementType.F32, [8], new byte[32])
            .AddTensor("b", ElementType.F32, [8], new byte[32]),
        "the padding before the tensors' data is not zero");

    private static GgufWriter Two() => new GgufWriter()
        .AddTensor("a", ElementType.F32, [8], new byte[32]).AddTensor("b", ElementType.F32, [8], new byte[32]);

    private static Array Wrap(object inner)
    {
        Array array = Array.CreateInstance(inner.GetType(), 1);
        array.SetValue(inner, 0);
        return array;
    }

    private static byte[] Patched(string key, string text, ulong length)
    {
        byte[] bytes = new GgufWriter().Add(key, text).ToBytes();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) - 8), length);
        return bytes;
    }

    private void AssertProblems(GgufWriter writer, params string[] expected) => AssertProblems(writer.ToBytes(), expected);

    private void AssertProblems(byte[] bytes, params string[] expected)
    {
        string path = _folder.Write("a.gguf", bytes);
        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Open(path));
        Assert.All(error.Problems, problem => Assert.Equal(path, problem.File));
        foreach (string message in expected) Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
