using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Inference.Support;

namespace Inference.Server.Tests.Serving;

/// <summary>The <c>serve</c> command as users run it: a process of its own, which says where it listens.</summary>
internal sealed partial class ServeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private ServeProcess(Process process, Task<string> error, string url) => (_process, _error, Url) = (process, error, url);

    public string Url { get; }

    public static async Task<ServeProcess> StartAsync(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = SignalledProcess.StartInfo("dotnet");
        (start.RedirectStandardOutput, start.RedirectStandardError, start.StandardOutputEncoding) = (true, true, Encoding.UTF8);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "inference.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string? line = await process.StandardOutput.ReadLineAsync();
        Match match = Address().Match(line ?? "");
        if (match.Success) return new ServeProcess(process, error, match.Value);
        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The server did not start: {await error}");
    }

    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>The exit code, and what was written to standard error.</summary>
    public async Task<(int Code, string Error)> ExitAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"https?://\S+?(?=,)")]
    private static partial Regex Address();
}
