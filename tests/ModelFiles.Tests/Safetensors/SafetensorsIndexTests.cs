using Inference.Kernels.Formats;
using Inference.ModelFiles.Safetensors;
using Inference.ModelFiles.Tensors;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Safetensors;

public sealed class SafetensorsIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SafetensorsIndexTests() => SafetensorsWriter.WriteSharded(
        _folder.Path,
        new SafetensorsWriter().AddTensor("a", ElementType.I8, [1], [1]),
        new SafetensorsWriter().AddTensor("b", ElementType.I8, [1], [2]));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors"}}""")]
    [InlineData("""{"metadata":{"total_size":2},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}""")]
    public void Open_GoodIndex_OpensItsShards(string index)
    {
        using TensorCatalog catalog = Open(index);
        Assert.True(catalog.Has("a"));
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"gone.safetensors"}}""", "gone.safetensors", "does not exist")]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00001-of-00002.safetensors"}}""", "index.json", "b: is not in model-00001-of-00002.safetensors")]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors","c":"model-00002-of-00002.safetensors"}}""", "model-00002-of-00002.safetensors", "b: is not in the index")]
    [InlineData("""{"weight_map":{"a":"model-00002-of-00002.safetensors","b":"model-00001-of-00002.safetensors"}}""", "model-00001-of-00002.safetensors", "a: is in this file, the index says model-00002-of-00002.safetensors")]
    [InlineData("""{"weight_map":{"a":"../model-00001-of-00002.safetensors"}}""", "index.json", "a: is said to be in ../model-00001-of-00002.safetensors; only files beside the index are read")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "index.json", "a: is said to be in /etc/passwd; only files beside")]
    [InlineData("""{"weight_map":{"a":"..\\x"}}""", "index.json", "only files beside the index are read")]
    [InlineData("""{"weight_map":{"a":"C:x"}}""", "index.json", "only files beside the index are read")]
    [InlineData("""{"weight_map":{"a":".."}}""", "index.json", "only files beside the index are read")]
    [InlineData("""{"weight_map":{"a":""}}""", "index.json", "only files beside the index are read")]
    [InlineData("""{"weight_map":{"a":{"b":1}}}""", "index.json", "a: is said to be in something that is not a string")]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors","a":"model-00001-of-00002.safetensors"}}""", "index.json", "a: occurs more than once in the index")]
    [InlineData("""{"weight_map":{},"weight_map":{}}""", "index.json", "weight_map: is not one object")]
    [InlineData("""{"weight_map":[]}""", "index.json", "weight_map: is not one object")]
    [InlineData("""{"metadata":{}}""", "index.json", "weight_map: is missing")]
    [InlineData("""[1]""", "index.json", "is not a JSON object")]
    [InlineData("", "index.json", "is empty")]
    [InlineData("""{"weight_map":{"a":""", "index.json", "is not valid JSON")]
    public void Open_WrongIndex_NamesTheProblem(string index, string file, string expected)
    {
        ModelFileException error = Assert.Throws<ModelFileException>(() => Open(index));

        Assert.Contains(error.Problems, problem =>
            problem.File.EndsWith(file, StringComparison.Ordinal)
            && $"{problem.Item}: {problem.Message}".Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_DamagedShards_ListsTheProblemsOfAll()
    {
        _folder.Write("model-00001-of-00002.safetensors", [1]);
        _folder.Write("model-00002-of-00002.safetensors", SafetensorsWriter.FromHeader("[]", []));

        ModelFileException error = Assert.Throws<ModelFileException>(() => SafetensorsModel.Open(_folder.Path));

        Assert.Equal(
            ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"],
            error.Problems.Select(problem => Path.GetFileName(problem.File)));
    }

    private TensorCatalog Open(string index)
    {
        File.WriteAllText(_folder.PathTo(SafetensorsModel.IndexFileName), index);
        return SafetensorsModel.Open(_folder.Path);
    }
}
