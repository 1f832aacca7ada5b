using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Inference.Bench.Service;

/// <summary>The <c>serve</c> command as a process, and what the system says of it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public bool HasExited => _process.HasExited;

    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartAsync("inference.dll", ["serve", "--port", "0", .. arguments]);

    /// <summary>The same service over a script: see <see cref="ScriptServer"/>.</summary>
    public static Task<ServerProcess> StartScriptAsync(params string[] arguments) => StartAsync("Inference.Bench.Service.dll", ["script", .. arguments]);

    private static async Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        List<string> log = [];
        process.ErrorDataReceived += (_, line) => { if (line.Data?.Contains("fail:", StringComparison.Ordinal) == true) Console.Error.WriteLine(line.Data); else log.Add(line.Data ?? ""); if (log.Count > 100) log.RemoveAt(0); };
        process.BeginErrorReadLine();
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start:\n" + string.Join('\n', log));
        return new ServerProcess(process, new Uri(AddressPattern().Match(line).Value));
    }

    /// <summary>Memory that the process has, in bytes.</summary>
    public long ResidentBytes()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Seconds of CPU that each thread has had, by what it is called.</summary>
    public Dictionary<string, double> CpuSeconds()
    {
        Dictionary<string, double> seconds = [];
        foreach (string task in Directory.EnumerateDirectories($"/proc/{_process.Id}/task"))
        {
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(task, "stat"));
            }
            catch (IOException)
            {
                continue;
            }

            int open = stat.IndexOf('('), close = stat.LastIndexOf(')');
            string name = stat[(open + 1)..close];
            string[] fields = stat[(close + 2)..].Split(' ');
            double used = (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
            seconds[name] = seconds.GetValueOrDefault(name) + used;
        }

        return seconds;
    }

    /// <summary>Seconds of CPU of the whole process, of threads that have ended too.</summary>
    public double TotalCpuSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public async Task<int> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://[\d.:]+")]
    private static partial Regex AddressPattern();
}
