using System.Diagnostics;
using System.Text;

namespace Inference.Hosting.Tests.Samples;

/// <summary>The sample as users run it: a process of its own, over the model of the repository.</summary>
public sealed class AssistantTests
{
    [Fact]
    public async Task Assistant_Asked_Answers()
    {
        string output = await RunAsync("--question", "What is the capital of France?");

        Assert.Contains("Paris", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assistant_ToldToCall_CallsAndAnswers()
    {
        string output = await RunAsync("--question", "How warm is it outside?", "--call", "true");

        Assert.Matches(@"^\[read_thermometer \[place, (Inside|Outside)\]\]\n.+", output);
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Inference.Assistant.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
        return await output;
    }
}
