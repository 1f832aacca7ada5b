using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Inference.Silo.Commands;

namespace Inference.Silo.Tests.LocalCluster;

/// <summary>A local cluster as a user starts it: real processes, real Orleans.</summary>
internal sealed partial class RunningCluster : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningCluster(int silos, string[] arguments)
    {
        int port = FreePorts(silos * 3);
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] own = [typeof(SiloCommand).Assembly.Location, "cluster", "--silos", $"{silos}", "--port", $"{port}", "--silo-port", $"{port + silos}", "--gateway-port", $"{port + (2 * silos)}", "--served-model-name", "ember"];
        foreach (string argument in (IEnumerable<string>)[.. own, .. arguments]) start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        Ports = [.. Enumerable.Range(port, silos)];
        GatewayPorts = [.. Enumerable.Range(port + (2 * silos), silos)];
    }

    /// <summary>Of the fronts.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>For Orleans clients.</summary>
    public IReadOnlyList<int> GatewayPorts { get; }

    public string Output => string.Join('\n', _lines);

    public static async Task<RunningCluster> StartAsync(int silos, params string[] arguments)
    {
        RunningCluster cluster = new(silos, arguments);
        cluster._process.Start();
        cluster._process.BeginOutputReadLine();
        cluster._process.BeginErrorReadLine();
        Task ended = cluster._process.WaitForExitAsync();
        if (await Task.WhenAny(cluster._up.Task, ended) == ended) throw new InvalidOperationException(cluster.Output);
        return cluster;
    }

    /// <summary>The process of a silo, by its number from 1: the latest of them.</summary>
    public Process SiloOf(int number) => Process.GetProcessById(int.Parse(SiloLine().Matches(Output).Last(line => line.Groups[1].Value == $"{number}").Groups[2].Value, null));

    /// <summary>Kills the command itself, and waits until its silos have ended too.</summary>
    public async Task KillAsync(IEnumerable<Process> silos)
    {
        _process.Kill();
        foreach (Process silo in silos) await silo.WaitForExitAsync();
    }

    /// <summary>Tells it to stop, and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await StopAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (line.Contains("the dashboard is at", StringComparison.Ordinal)) _up.TrySetResult();
    }

    /// <summary>So many ports in a row of which none is taken just now.</summary>
    private static int FreePorts(int count)
    {
        while (true)
        {
            int first = Random.Shared.Next(20_000, 30_000);
            try
            {
                foreach (int port in Enumerable.Range(first, count))
                {
                    using TcpListener listener = new(IPAddress.Loopback, port);
                    listener.Start();
                }

                return first;
            }
            catch (SocketException)
            {
                // One of them is taken.
            }
        }
    }

    [GeneratedRegex(@"silo (\d+) pid (\d+) http")]
    private static partial Regex SiloLine();
}
