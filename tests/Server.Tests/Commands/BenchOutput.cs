using System.Text.Json;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

/// <summary>What <c>bench</c> prints of <see cref="TinyChatModel"/>, as JSON: it measures for some seconds, so all tests read the same.</summary>
public sealed class BenchOutput : IAsyncLifetime
{
    public string Json { get; private set; } = "";

    internal JsonElement[] Speeds { get; private set; } = [];

    public async Task InitializeAsync()
    {
        using TemporaryFolder folder = new();
        string[] arguments = ["--prompt", "20", "--context", "0,40", "--gen", "4", "--batch", "1,3", "--mixed", "5", "--chunk", "8", "--threads", "2", "--kernels", "scalar", "--json"];
        var outcome = await InferenceProcess.RunAsync(["bench", TinyChatModel.Write(folder), .. arguments]);
        Assert.Equal(0, outcome.ExitCode);
        Json = outcome.Output;
        Speeds = [.. JsonDocument.Parse(Json).RootElement.EnumerateArray()];
    }

    public Task DisposeAsync() => Task.CompletedTask;

    internal JsonElement[] Of(string kind) => [.. Speeds.Where(speed => speed.GetProperty("kind").GetString() == kind)];
}
