using System.Diagnostics;
using System.Globalization;

namespace Inference.Silo.LocalCluster;

/// <summary>One silo of a local cluster: started again when it dies, until it is told to stop.</summary>
internal sealed class SiloProcess(int number, SiloPorts ports, IReadOnlyList<string> arguments, Action<string> tell)
{
    private const string OwnSession = "/usr/bin/setsid";
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the silo has joined the cluster for the first time.</summary>
    public Task Joined => _joined.Task;

    public async Task RunAsync(CancellationToken stop)
    {
        TimeSpan pause = TimeSpan.FromSeconds(0.5);
        while (true)
        {
            long began = Stopwatch.GetTimestamp();
            int code = await RunOnceAsync(stop);
            if (stop.IsCancellationRequested) return;
            if (!Joined.IsCompleted)
            {
                _joined.TrySetException(new InvalidOperationException($"silo {number} ended with exit code {code} before it joined; what is wrong is above"));
                return;
            }

            pause = Stopwatch.GetElapsedTime(began) > Steady ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            tell($"silo {number} has ended (exit code {code}) and is started again");
            await Task.Delay(pause, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            if (stop.IsCancellationRequested) return;
        }
    }

    private async Task<int> RunOnceAsync(CancellationToken stop)
    {
        using Process process = Process.Start(StartInfo())!;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) Console.Error.WriteLine($"[{number}] {text}");
        };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null || !line.Data.Contains("joined after", StringComparison.Ordinal)) return;
            tell($"silo {number} pid {process.Id} http://127.0.0.1:{ports.Http}");
            _joined.TrySetResult();
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await using (stop.UnsafeRegister(_ => Terminate(process.Id), null)) await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    private ProcessStartInfo StartInfo()
    {
        // In a session of its own, a silo does not get the terminal's Ctrl-C besides the signal from here: its second one would end it at once.
        bool apart = File.Exists(OwnSession);
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = new(apart ? OwnSession : program) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        if (apart) start.ArgumentList.Add(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(SiloProcess).Assembly.Location);
        // Its input ends with this process, however that ends.
        string[] own = ["silo", "--end-with-input", "--silo-name", $"silo-{number}", "--port", Text(ports.Http), "--silo-port", Text(ports.Silo), "--gateway-port", Text(ports.Gateway)];
        foreach (string argument in (IEnumerable<string>)[.. own, .. arguments]) start.ArgumentList.Add(argument);
        return start;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static void Terminate(int pid)
    {
        using Process kill = Process.Start("kill", ["-TERM", Text(pid)]);
        kill.WaitForExit();
    }
}
