using System.Diagnostics;
using System.Text.RegularExpressions;
using Inference.Cluster.Autoscaling;
using Inference.Cluster.Replicas;
using Inference.Cluster.Resumption;
using Inference.Cluster.Routing;
using Inference.Gateway.Metrics;
using Inference.Support;

namespace Inference.K8s.Tests.Metrics;

/// <summary>What <c>/metrics</c> shows: that of a server in a process of its own, and the cluster's instruments as the same collector writes them.</summary>
public sealed partial class ExposedMetrics : IAsyncLifetime
{
    private readonly Dictionary<string, List<IReadOnlyDictionary<string, string>>> _series = [];

    /// <summary>The labels of each series of a metric; empty where it has none yet; null where there is no such metric.</summary>
    internal IReadOnlyList<IReadOnlyDictionary<string, string>>? SeriesOf(string metric) => _series.GetValueOrDefault(metric);

    public async Task InitializeAsync()
    {
        Read(await ServerAsync());
        Read(ClusterText());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<string> ServerAsync()
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "inference.dll"), "serve", TinyChatModel.Write(folder), "--port", "0", "--threads", "1"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process server = Process.Start(start)!;
        Task<string> error = server.StandardError.ReadToEndAsync();
        try
        {
            string line = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The server did not start: {await error}");
            using HttpClient client = new() { BaseAddress = new Uri(Address().Match(line).Value) };

            // Requests are counted from the first one on; one that succeeds and one that fails.
            using HttpResponseMessage ready = await client.GetAsync("/ready"), missing = await client.GetAsync("/nothing");
            return await client.GetStringAsync("/metrics");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static string ClusterText()
    {
        using MetricsCollector collector = new();
        Autoscaler autoscaler = new(new AutoscaleOptions(), TimeProvider.System);
        autoscaler.Decide(new AutoscaleObservation(1, 0, null, 0));
        using AutoscaleInstruments autoscale = new("model", autoscaler);
        RoutingOptions routing = new();
        RoutedReplicas replicas = new(new RequestRouter(new RoutingDirectory(routing), routing), routing);
        using ResumingTokenService resumption = new(replicas, new ResumptionOptions(), TimeProvider.System, model: "model", version: "version");
        return collector.Read();
    }

    private void Read(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A counter without series yet has its name in the header alone; histograms have theirs from the start.
            Match match = line.StartsWith('#') ? Header().Match(line) : Series().Match(line);
            if (!match.Success) continue;
            if (!_series.TryGetValue(match.Groups[1].Value, out List<IReadOnlyDictionary<string, string>>? series)) _series[match.Groups[1].Value] = series = [];
            if (!line.StartsWith('#')) series.Add(Label().Matches(match.Groups[2].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value));
        }
    }

    [GeneratedRegex(@"https?://\S+?(?=,)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^# TYPE (\S+) (?:counter|gauge)")]
    private static partial Regex Header();

    [GeneratedRegex(@"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$")]
    private static partial Regex Series();

    [GeneratedRegex(@"(\w+)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();
}
