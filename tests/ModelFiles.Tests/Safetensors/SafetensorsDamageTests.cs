using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Inference.ModelFiles.Safetensors;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Safetensors;

/// <summary>Each kind of damage is named, with the tensor it is at.</summary>
public sealed class SafetensorsDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "w: has 4 bytes of data, its shape [2] of F32 takes 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "w: needs bytes 0 … 8 of the data, which has 4 (damaged or cut off)")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "w: has data_offsets [4, 0], which end before they begin")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "w: begins at byte 4, leaving a hole: what is before it ends at 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 7, "has 3 bytes after the last tensor")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "v: overlaps w: bytes 2 … 6 and 0 … 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "w: has the shape [4294967296, 4294967296], whose size does not fit")]
    [InlineData("""{"w":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 4, "whose size does not fit")]
    [InlineData("""{"w":{"dtype":"F4","shape":[8],"data_offsets":[0,4]}}""", 4, "w: has the dtype F4, which cannot be read")]
    [InlineData("""{"w":{"dtype":"Q4_0","shape":[32],"data_offsets":[0,18]}}""", 18, "w: has the dtype Q4_0, which cannot be read")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "w: occurs more than once in the header")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,4]}}""", 4, "w: has a wrong or repeated shape")]
    [InlineData("""{"w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "w: has a wrong or repeated dtype")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "w: has a shape that is not a list")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "w: has a shape that is not a list")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "w: has a shape that is not a list of at most 16")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "w: has data_offsets that are not two positions")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}""", 4, "w: has data_offsets that are not two positions")]
    [InlineData("""{"w":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "w: lacks dtype, shape or data_offsets")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":{"a":1}}}""", 4, "w: has an unknown field extra")]
    [InlineData("""{"w":[]}""", 0, "w: is not an object")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "__metadata__: a is not a string")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "__metadata__: a occurs more than once")]
    [InlineData("""{"__metadata__":7}""", 0, "__metadata__: is not an object of strings")]
    [InlineData("""{"w":{"dtype":"F32","shape":[[[[[1]]]]],"data_offsets":[0,4]}}""", 4, "the header is not valid JSON")]
    [InlineData("""{"w":""", 0, "the header is not valid JSON")]
    [InlineData("""{} {}""", 0, "the header is not valid JSON")]
    [InlineData("""{"\uD800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "the header is not valid JSON")]
    [InlineData("""[]""", 0, "the header does not begin with {")]
    [InlineData("", 0, "the header does not begin with {")]
    public void Open_DamagedHeader_NamesTheProblem(string header, int dataLength, string expected) =>
        AssertProblem(SafetensorsWriter.FromHeader(header, new byte[dataLength]), expected);

    [Fact]
    public void Open_DamagedLength_NamesTheProblem()
    {
        AssertProblem([], "is empty");
        AssertProblem([1, 2, 3], "has 3 bytes, too few");
        AssertProblem(Length(ulong.MaxValue), "has a header of 18446744073709551615 bytes, at most 100000000 are allowed");
        AssertProblem(Length(100), "has a header of 100 bytes, but only 2 follow");
    }

    [Fact]
    public void Open_HeaderIsNotUtf8_IsAProblem()
    {
        byte[] bytes = SafetensorsWriter.FromHeader("""{"w#":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]);
        bytes[bytes.AsSpan().IndexOf((byte)'#')] = 0xFF;
        AssertProblem(bytes, "the header is not valid JSON");
    }

    [Fact]
    public void Open_DeeplyNestedHeader_IsAProblem() =>
        AssertProblem(SafetensorsWriter.FromHeader("{\"w\":" + new string('[', 1_000_000), []), "the header is not valid JSON");

    [Fact]
    public void Open_SeveralProblems_ListsThemAll()
    {
        const string Header =
            """{"a":{"dtype":"X","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[3],"data_offsets":[4,8]},"c":5}""";
        string path = _folder.Write("model.safetensors", SafetensorsWriter.FromHeader(Header, new byte[8]));

        ModelFileException error = Assert.Throws<ModelFileException>(() => SafetensorsModel.Open(path));

        Assert.Equal(["c", "a", "b"], error.Problems.Select(problem => problem.Item));
        Assert.All(error.Problems, problem => Assert.Equal(path, problem.File));
    }

    [Fact]
    public void Open_HostileNames_AreQuotedSafely()
    {
        string name = "\u001b[31m\n" + new string('x', 1_000_000);
        string json = new JsonObject { [name] = 1 }.ToJsonString();
        string path = _folder.Write("model.safetensors", SafetensorsWriter.FromHeader(json, []));

        ModelFileProblem problem = Assert.Single(Assert.Throws<ModelFileException>(() => SafetensorsModel.Open(path)).Problems);

        Assert.InRange(problem.Item!.Length, 1, 1000);
        Assert.DoesNotContain(problem.Item, char.IsControl);
    }

    private static byte[] Length(ulong length)
    {
        byte[] bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return bytes;
    }

    private void AssertProblem(byte[] bytes, string expected)
    {
        string path = _folder.Write("model.safetensors", bytes);
        ModelFileException error = Assert.Throws<ModelFileException>(() => SafetensorsModel.Open(path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.All(error.Problems, problem => Assert.Equal(path, problem.File));
    }
}
