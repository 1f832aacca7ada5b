using Inference.Server.Downloads;
using Inference.Support;

namespace Inference.Server.Tests.Downloads;

/// <summary>A hub with a model, a place to download to, and what was told meanwhile.</summary>
internal sealed class PullTest : IAsyncDisposable
{
    public const string Weights = "model.safetensors";
    private readonly TemporaryFolder _source = new(), _target = new();

    public PullTest(int seed = 1)
    {
        TinyChatModel.Write(_source, seed);
        _source.Write("README.md", "#"u8);
        Commit = Hub.Add(_source.Path);
    }

    public FakeHub Hub { get; } = new();

    /// <summary>The first one.</summary>
    public string Commit { get; }

    public string Source => _source.Path;

    public string Directory => _target.PathTo("model");

    public StringWriter Told { get; } = new();

    public RetryOptions Retry { get; init; } = new() { FirstDelay = TimeSpan.FromMilliseconds(1), Progress = 1 << 16 };

    public byte[] Original(string file) => Hub.Commits[0].Files[file];

    /// <summary>What lies beside the directory, the lock aside.</summary>
    public IEnumerable<string> LeftBehind => System.IO.Directory.EnumerateFileSystemEntries(_target.Path).Select(path => Path.GetFileName(path)).Where(name => name is not ("model" or ".model.lock"));

    public async Task<PullMarker> RunAsync(string model = "hf://" + FakeHub.Repository, string[]? include = null, string[]? exclude = null, bool validate = true, string? token = null, CancellationToken cancellation = default)
    {
        PullOptions options = new(HubReference.Parse(model), Directory, new FileChoice(include ?? [], exclude ?? [])) { Retry = Retry, Validate = validate };
        using HubConnection connection = new(new Uri(Hub.Url + "/"), token, Retry, TimeProvider.System);
        using PullProgress progress = new(TextWriter.Synchronized(Told), "test", isTerminal: false, TimeProvider.System);
        Hub hub = new(connection, () => new RetryBudget(Retry, TimeProvider.System, progress.Tell), TimeProvider.System);
        return await new ModelPull(hub, options, progress, TimeProvider.System).RunAsync(cancellation);
    }

    /// <summary>The directory holds exactly those files of a commit, byte for byte.</summary>
    public void AssertHolds(IEnumerable<string> files, int commit = 0)
    {
        string[] there = [.. System.IO.Directory.EnumerateFiles(Directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Directory, path)).Where(name => name != PullMarker.FileName)];
        Assert.Equal(files.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
        Assert.All(there, file => Assert.Equal(Hub.Commits[commit].Files[file], File.ReadAllBytes(Path.Combine(Directory, file))));
        Assert.Empty(LeftBehind);
    }

    public static readonly string[] Needed = ["chat_template.jinja", "config.json", Weights, "tokenizer.json"];

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Told.DisposeAsync();
        _source.Dispose();
        _target.Dispose();
    }
}
