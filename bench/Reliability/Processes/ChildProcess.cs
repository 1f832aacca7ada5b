using System.Diagnostics;
using System.Globalization;

namespace Inference.Bench.Reliability.Processes;

/// <summary>A process that is signalled by its id, and whose output goes to a file.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;

    private ChildProcess(Process process, StreamWriter log) => (_process, _log) = (process, log);

    public bool HasExited => _process.HasExited;

    /// <param name="program">A .dll is run by dotnet.</param>
    /// <param name="arguments">Its own.</param>
    /// <param name="logFile">Appended to.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string logFile)
    {
        bool isAssembly = program.EndsWith(".dll", StringComparison.Ordinal);
        ProcessStartInfo start = new(isAssembly ? "dotnet" : program, [.. isAssembly ? (string[])[program] : [], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        StreamWriter log = new(logFile, append: true) { AutoFlush = true };
        Process process = new() { StartInfo = start };
        process.OutputDataReceived += Write;
        process.ErrorDataReceived += Write;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process, log);

        void Write(object _, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            lock (log) log.WriteLine(line.Data);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await error}");
    }

    /// <param name="signal">Such as KILL, STOP, CONT, TERM.</param>
    public Task SignalAsync(string signal) => RunAsync("kill", $"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether it has ended by then.</summary>
    public async Task<bool> WaitAsync(TimeSpan patience)
    {
        using CancellationTokenSource end = new(patience);
        try
        {
            await _process.WaitForExitAsync(end.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        lock (_log) _log.Dispose();
    }
}
