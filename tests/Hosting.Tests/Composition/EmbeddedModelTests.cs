using Inference.Hosting.Composition;
using Inference.Support;

namespace Inference.Hosting.Tests.Composition;

public sealed class EmbeddedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_FolderOfModelsAbove_IsItsFirstModel()
    {
        Add("models/notes/readme.txt");
        Add("models/second/config.json");
        Add("models/first/weights.gguf");
        string start = Directory.CreateDirectory(_folder.PathTo("a/b")).FullName;

        Assert.Equal(_folder.PathTo("models/first"), EmbeddedModel.Find(start));
    }

    [Fact]
    public void Find_FolderThatIsAModel_IsIt()
    {
        Add("models/config.json");

        Assert.Equal(_folder.PathTo("models"), EmbeddedModel.Find(_folder.Path));
    }

    [Fact]
    public void Find_NearestFolderHasNoModel_GoesOnAbove()
    {
        Add("models/first/config.json");
        Directory.CreateDirectory(_folder.PathTo("a/models/empty"));

        Assert.Equal(_folder.PathTo("models/first"), EmbeddedModel.Find(_folder.PathTo("a")));
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
