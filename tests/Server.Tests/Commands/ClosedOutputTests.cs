using System.Diagnostics;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

/// <summary>Commands stop when nobody reads what they write, as in <c>| head -1</c>.</summary>
public sealed class ClosedOutputTests
{
    [Theory]
    [InlineData("tokenize", "--jsonl")]
    [InlineData("embed", "--jsonl")]
    [InlineData("generate", "--tokens 1 --max-tokens 400 --ignore-eos")]
    public async Task Run_OutputIsClosed_EndsTheCommandWithoutAWord(string command, string options)
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "inference.dll"), command, TinyChatModel.Write(folder), .. options.Split(' ')]) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        try
        {
            process.StandardOutput.Close();
            if (command != "generate") await process.StandardInput.WriteLineAsync("\"a\"");
            await process.StandardInput.FlushAsync();
            using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(patience.Token);

            Assert.Equal((141, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync(patience.Token)));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
