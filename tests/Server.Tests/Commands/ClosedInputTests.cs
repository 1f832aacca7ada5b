using System.Diagnostics;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

/// <summary>Commands that would read an input that is closed say so, instead of waiting for it.</summary>
public sealed class ClosedInputTests
{
    [LinuxTheory]
    [InlineData("generate")]
    [InlineData("chat")]
    [InlineData("embed")]
    [InlineData("embed", "--jsonl")]
    [InlineData("tokenize")]
    [InlineData("tokenize", "--jsonl")]
    [InlineData("render")]
    public async Task Run_InputIsClosed_IsWrongUsage(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        (int code, string output, string error) = await RunClosedAsync([arguments[0], TinyChatModel.Write(folder), .. arguments[1..]]);

        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"inference: standard input is closed, and would be read here: pipe something into it, or nothing (< /dev/null)\nTry: inference {arguments[0]} --help\n", error);
    }

    [LinuxTheory]
    [InlineData("generate", "--prompt", "a", "--max-tokens", "2")]
    [InlineData("embed", "a")]
    [InlineData("tokenize", "a")]
    public async Task Run_InputIsClosedAndNotRead_DoesNotMatter(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        (int code, string output, _) = await RunClosedAsync([arguments[0], TinyChatModel.Write(folder), .. arguments[1..]]);

        Assert.Equal(0, code);
        Assert.NotEmpty(output);
    }

    private static async Task<(int Code, string Output, string Error)> RunClosedAsync(string[] arguments)
    {
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-c", "exec dotnet \"$@\" <&-", "sh", Path.Combine(AppContext.BaseDirectory, "inference.dll"), .. arguments]) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
