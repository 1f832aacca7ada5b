using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;

namespace Inference.LoadTests.Targets;

/// <summary>Looks at the target once a second while a run goes on: its processes, and what its metrics say.</summary>
internal sealed class TargetWatch(Target target, RunClock clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(2);

    private static readonly string[] Running = ["vllm:num_requests_running", "llamacpp:requests_processing"], Waiting = ["vllm:num_requests_waiting", "llamacpp:requests_deferred"],
        CacheUse = ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc", "llamacpp:kv_cache_usage_ratio"];

    private readonly HttpClient _http = HttpAccess.Create(target.Client);
    private readonly List<Sample> _samples = [];
    private bool _hasMetrics = true;

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>What counters have grown by since the first look.</summary>
    public IReadOnlyDictionary<string, double> Growth { get; private set; } = new Dictionary<string, double>();

    /// <summary>Done when cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Dictionary<string, double> first = await MetricsAsync() ?? [];
        TimeSpan last = clock.Now;
        double cpu = TargetCpu(), own = OwnCpu();
        TimeSpan next = last;
        while (!cancellation.IsCancellationRequested)
        {
            next += Interval;
            try
            {
                await clock.WaitUntilAsync(next, cancellation);
            }
            catch (OperationCanceledException)
            {
                // One last look.
            }

            TimeSpan now = clock.Now;
            Dictionary<string, double>? metrics = await MetricsAsync();
            double cpuNow = TargetCpu(), ownNow = OwnCpu(), seconds = Math.Max(1e-3, (now - last).TotalSeconds);
            // At the very end the interval may be too short for a rate to mean anything.
            if (seconds > 0.2)
            {
                _samples.Add(new Sample(
                    Math.Round(now.TotalSeconds, 2), target.Pids.Count == 0 ? null : Math.Round(Math.Max(0, cpuNow - cpu) / seconds, 3), target.Pids.Count == 0 ? null : target.Pids.Sum(ProcessFigures.ResidentBytes),
                    Value(metrics, Running), Value(metrics, Waiting), Value(metrics, CacheUse), Math.Round((ownNow - own) / seconds, 4)));
                (last, cpu, own) = (now, cpuNow, ownNow);
            }

            if (metrics is not null) Growth = GrowthOf(first, metrics);
        }
    }

    public void Dispose() => _http.Dispose();

    private static double OwnCpu() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static double? Value(Dictionary<string, double>? metrics, string[] names)
    {
        foreach (string name in names)
        {
            if (metrics?.TryGetValue(name, out double value) == true) return value;
        }

        return null;
    }

    private static Dictionary<string, double> GrowthOf(Dictionary<string, double> first, Dictionary<string, double> last) =>
        last.Where(pair => pair.Key.EndsWith("_total", StringComparison.Ordinal) && pair.Value > first.GetValueOrDefault(pair.Key))
            .ToDictionary(pair => pair.Key, pair => pair.Value - first.GetValueOrDefault(pair.Key));

    private double TargetCpu() => target.Pids.Sum(ProcessFigures.CpuSeconds);

    /// <summary>The sums over all addresses; null where none has any. A server without metrics is not asked again.</summary>
    private async Task<Dictionary<string, double>?> MetricsAsync()
    {
        if (!_hasMetrics) return null;
        Dictionary<string, double> sums = [];
        bool refused = false;
        foreach (Uri address in target.Addresses)
        {
            try
            {
                using CancellationTokenSource patience = new(Patience);
                using HttpResponseMessage response = await _http.GetAsync(new Uri(address, "metrics"), patience.Token);
                if (response.IsSuccessStatusCode)
                {
                    foreach ((string name, double value) in MetricsText.Sums(await response.Content.ReadAsStringAsync(patience.Token))) sums[name] = sums.GetValueOrDefault(name) + value;
                }
                else
                {
                    refused = true;
                }
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
            {
                // A server that is busy, or gone for now.
            }
        }

        if (refused && sums.Count == 0) _hasMetrics = false;
        return sums.Count == 0 ? null : sums;
    }
}
