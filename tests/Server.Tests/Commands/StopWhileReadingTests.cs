using System.Diagnostics;
using System.Globalization;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

/// <summary>Commands that wait for more input end when they are told to, though the read itself cannot be cancelled.</summary>
public sealed class StopWhileReadingTests
{
    [Theory]
    [InlineData("chat", "", "/help")]
    [InlineData("tokenize", "--jsonl", "\"a\"")]
    [InlineData("embed", "--jsonl", "\"a\"")]
    [InlineData("render", "", """{"messages": []}""")]
    public async Task Terminate_WhileInputIsOpen_EndsTheCommand(string command, string option, string line)
    {
        using TemporaryFolder folder = new();
        using Process process = Start([command, TinyChatModel.Write(folder), .. option.Length > 0 ? [option] : Array.Empty<string>()]);
        try
        {
            await process.StandardInput.WriteLineAsync(line);
            await process.StandardInput.FlushAsync();
            Assert.NotNull(await process.StandardOutput.ReadLineAsync());

            using Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(patience.Token);

            Assert.Equal(130, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "inference.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
