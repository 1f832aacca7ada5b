using System.Diagnostics;
using System.Text;
using Inference.Server.Tests.Commands;

namespace Inference.Server.Tests.Downloads;

/// <summary>The <c>pull</c> command as users and init containers run it.</summary>
public sealed class PullProcessTests
{
    private const string Model = "hf://" + FakeHub.Repository;

    [Fact]
    public async Task Pull_Model_TellsWhatItIs()
    {
        await using PullTest test = new();
        var outcome = await InferenceProcess.RunAsync(["pull", Model, test.Directory], "", Hub(test));

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith($"inference: {test.Directory} holds acme/tiny at {test.Commit[..12]}, 4 files,", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"inference: {PullTest.Weights}  ", outcome.Error, StringComparison.Ordinal);
        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Pull_GatedModel_IsOneLineAndExitCodeOne()
    {
        await using PullTest test = new();
        test.Hub.Fault = _ => new HubFault { Status = 403, Headers = ["X-Error-Code: GatedRepo"] };
        var outcome = await InferenceProcess.RunAsync(["pull", Model, test.Directory], "", Hub(test), ("HF_TOKEN", "hf_mine"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("inference: acme/tiny is gated: ask for access on its page; the token in HF_TOKEN has no access\n", outcome.Error);
    }

    [Theory]
    [InlineData("pull org/name d", "'org/name' names no model on a hub")]
    [InlineData("pull hf://org/name d --parallel 0", "--parallel must be at least 1")]
    public async Task Pull_WrongUsage_SaysSo(string arguments, string expected)
    {
        var outcome = await InferenceProcess.RunAsync(arguments.Split(' '));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_KilledInTheMiddle_IsGoneOnWith()
    {
        await using PullTest test = new();
        TaskCompletionSource never = new(), begun = new();
        test.Hub.Fault = request =>
        {
            if (!request.IsOf(PullTest.Weights)) return null;
            begun.TrySetResult();
            return new HubFault { DropAfter = 50_000, StallUntil = never.Task };
        };
        using (Process killed = Start(test))
        {
            await begun.Task;
            string partial = Directory.EnumerateDirectories(Path.GetDirectoryName(test.Directory)!, ".model.*.partial").Single();
            await UntilAsync(() => new FileInfo(Path.Combine(partial, PullTest.Weights + ".partial")) is { Exists: true, Length: 50_000 });
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        Assert.False(Directory.Exists(test.Directory));
        test.Hub.Fault = _ => null;
        test.Hub.Requests.Clear();
        var outcome = await InferenceProcess.RunAsync(["pull", Model, test.Directory], "", Hub(test));

        Assert.Equal(0, outcome.ExitCode);
        HubRequest rest = Assert.Single(test.Hub.Requests, request => request.IsOf(PullTest.Weights));
        Assert.Equal(50_000, rest.From);
        Assert.NotNull(rest.IfRange);
        Assert.Equal(0, test.Hub.Count("config.json"));
        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Pull_TwoAtOnce_DownloadsOnce()
    {
        await using PullTest test = new();
        TaskCompletionSource waits = new(), begun = new();
        test.Hub.Fault = request =>
        {
            if (!request.IsOf(PullTest.Weights)) return null;
            begun.TrySetResult();
            return new HubFault { Until = waits.Task };
        };
        using Process first = Start(test);
        await begun.Task;
        using Process second = Start(test);
        string? line = await second.StandardError.ReadLineAsync();
        waits.SetResult();
        await Task.WhenAll(first.WaitForExitAsync(), second.WaitForExitAsync());

        Assert.Equal("inference: another process downloads to the same place; waiting for it", line);
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Single(test.Hub.Requests, request => request.IsOf(PullTest.Weights));
        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Pull_InterruptedFromTheKeyboard_LeavesNoDirectory()
    {
        await using PullTest test = new();
        TaskCompletionSource never = new(), begun = new();
        test.Hub.Fault = request =>
        {
            if (!request.IsOf(PullTest.Weights)) return null;
            begun.TrySetResult();
            return new HubFault { Until = never.Task };
        };
        using Process process = Start(test);
        await begun.Task;
        using Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await Task.WhenAll(kill.WaitForExitAsync(), process.WaitForExitAsync());

        Assert.Equal(130, process.ExitCode);
        Assert.False(Directory.Exists(test.Directory));
    }

    private static (string Name, string Value) Hub(PullTest test) => ("HF_ENDPOINT", test.Hub.Url);

    private static Process Start(PullTest test)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, StandardErrorEncoding = Encoding.UTF8 };
        foreach (string argument in new[] { Path.Combine(AppContext.BaseDirectory, "inference.dll"), "pull", Model, test.Directory }) start.ArgumentList.Add(argument);
        (string name, string value) = Hub(test);
        start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>What another process does is seen in the file system alone.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (!condition()) await Task.Delay(10, patience.Token);
    }
}
