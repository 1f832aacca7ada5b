using Inference.Hosting.Composition;
using Inference.Support;

namespace Inference.Hosting.Tests.Composition;

public sealed class EmbeddedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_SomewhereAbove_IsFound()
    {
        Add("models/ember/config.json");
        string start = Directory.CreateDirectory(_folder.PathTo("a/b")).FullName;

        Assert.Equal(_folder.PathTo("models/ember"), EmbeddedModel.Find(start));
    }

    [Fact]
    public void Find_OtherModelsAreNearer_AreNotTaken()
    {
        Add("models/ember/config.json");
        Add("a/models/one.gguf");
        Add("a/models/other/config.json");
        Directory.CreateDirectory(_folder.PathTo("a/b/models/ember"));

        Assert.Equal(_folder.PathTo("models/ember"), EmbeddedModel.Find(_folder.PathTo("a/b")));
    }

    [Fact]
    public void Find_ProgramOfThisRepository_FindsItsModel() =>
        Assert.Equal(Path.Combine(SharedData.RepositoryRoot, "models", "ember"), EmbeddedModel.Find(AppContext.BaseDirectory));

    private void Add(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathTo(file))!);
        File.WriteAllText(_folder.PathTo(file), "");
    }
}
