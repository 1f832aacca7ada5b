using System.Globalization;
using System.Net;

namespace Inference.Bench.Reliability.Processes;

/// <summary>One silo: a process that dies, freezes and comes again.</summary>
internal sealed class SiloNode(string program, string name, Uri address, IReadOnlyList<string> arguments, string logFile) : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly HttpClient Probe = new() { Timeout = TimeSpan.FromSeconds(1) };
    private ChildProcess? _process;

    public string Name => name;

    public Uri Address => address;

    public bool HasExited => _process?.HasExited ?? true;

    public void Start() => _process = ChildProcess.Start(program, arguments, logFile);

    /// <summary>Done when it says that it takes requests.</summary>
    public async Task ReadyAsync()
    {
        using CancellationTokenSource end = new(StartPatience);
        while (!await IsReadyAsync())
        {
            if (HasExited) throw new InvalidOperationException($"{name} has ended instead of starting; what it said is in {logFile}");
            if (end.IsCancellationRequested) throw new InvalidOperationException($"{name} does not take requests after {StartPatience.TotalSeconds} s; what it said is in {logFile}");
            await Task.Delay(200);
        }
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage response = await Probe.GetAsync(new Uri(address, "/ready"));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public Task SignalAsync(string signal) => _process!.SignalAsync(signal);

    /// <summary>Waits for its end after a signal, and starts it again.</summary>
    public async Task RestartAsync(TimeSpan patience)
    {
        if (!await _process!.WaitAsync(patience)) throw new InvalidOperationException($"{name} did not end within {patience.TotalSeconds} s");
        await _process.DisposeAsync();
        Start();
        await ReadyAsync();
    }

    /// <summary>Why attempts at requests ended early, as this front counted: by reason.</summary>
    public async Task<IReadOnlyDictionary<string, double>> LostAttemptsAsync()
    {
        const string Counter = "inference:attempts_lost", Reason = "reason=\"";
        Dictionary<string, double> lost = [];
        try
        {
            foreach (string line in (await Probe.GetStringAsync(new Uri(address, "/metrics"))).Split('\n'))
            {
                if (!line.StartsWith(Counter, StringComparison.Ordinal) || line.IndexOf(Reason, StringComparison.Ordinal) is not (>= 0 and int at)) continue;
                string reason = line[(at + Reason.Length)..].Split('"')[0];
                lost[reason] = lost.GetValueOrDefault(reason) + double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            }
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // A front that is gone has taken its counts with it.
        }

        return lost;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
