using System.Globalization;
using Inference.LoadTests.Running;

namespace Inference.LoadTests.Output;

/// <summary>A figure of a run, as tables name it.</summary>
/// <param name="Name">With its unit.</param>
/// <param name="Value">Null where the run has none.</param>
/// <param name="Format">Of the number.</param>
/// <param name="Better">1: more is better; −1: less; 0: neither.</param>
internal sealed record Figure(string Name, Func<RunResult, double?> Value, string Format, int Better)
{
    public static readonly IReadOnlyList<Figure> All =
    [
        new("requests offered /s", run => run.Summary.OfferedPerSecond, "0.00", 0),
        new("requests completed /s", run => run.Summary.CompletedPerSecond, "0.00", 1),
        new("goodput, requests /s", run => run.Summary.GoodPerSecond, "0.00", 1),
        new("good, % of sent", run => 100 * run.Summary.GoodShare, "0.0", 1),
        new("good, % of accepted", run => run.Summary.Sent == run.Summary.Refused ? null : 100 * run.Summary.GoodShareOfAccepted, "0.0", 1),
        new("output tokens /s", run => run.Summary.OutputTokensPerSecond, "0", 1),
        new("input tokens /s", run => run.Summary.InputTokensPerSecond, "0", 1),
        new("input from cache, %", run => 100 * run.Summary.CachedShare, "0", 1),
        .. Latency("first token, ms", run => run.Summary.FirstToken),
        .. Latency("between tokens, ms", run => run.Summary.BetweenTokens),
        .. Latency("end to end, ms", run => run.Summary.EndToEnd),
        .. Latency("per token of answer, ms", run => run.Summary.Normalised),
        new("completed", run => run.Summary.Completed, "0", 0),
        new("refused (429, 503)", run => run.Summary.Refused, "0", 0),
        new("failed", run => run.Summary.Failed, "0", -1),
        new("retries", run => run.Summary.Retries, "0", 0),
        new("stream faults", run => run.Summary.Faults.Values.Sum(), "0", -1),
        new("server CPU, cores", run => MeanOf(run, sample => sample.Cores), "0.00", -1),
        new("server memory, most, MB", run => MemoryOf(run), "0", -1),
        new("sent late, p99, ms", run => run.Summary.SendLag.Count == 0 ? null : run.Summary.SendLag.P99, "0.0", 0),
        new("generator CPU, % of a core", run => 100 * run.Generator.Cores, "0.0", 0),
        new("generator CPU, µs a token", run => run.Summary.OutputTokens == 0 ? null : run.Generator.MicrosecondsPerToken, "0.0", 0),
    ];

    public string Text(RunResult run) => Value(run) is { } value ? value.ToString(Format, CultureInfo.InvariantCulture) : "–";

    /// <summary>How far the value is from another run's, in percent; null where that says nothing.</summary>
    public double? Change(RunResult before, RunResult after) =>
        Value(before) is { } first && Value(after) is { } second && Math.Abs(first) > 1e-9 ? 100 * ((second / first) - 1) : null;

    private static IEnumerable<Figure> Latency(string name, Func<RunResult, Measurement.LatencyFigures> of)
    {
        double? Of(RunResult run, Func<Measurement.LatencyFigures, double> value) => of(run).Count == 0 ? null : value(of(run));
        yield return new Figure($"{name}, p50", run => Of(run, each => each.P50), "0.0", -1);
        yield return new Figure($"{name}, p90", run => Of(run, each => each.P90), "0.0", -1);
        yield return new Figure($"{name}, p99", run => Of(run, each => each.P99), "0.0", -1);
        yield return new Figure($"{name}, max", run => Of(run, each => each.Max), "0.0", -1);
    }

    private static double? MeanOf(RunResult run, Func<Targets.Sample, double?> value)
    {
        double[] values = [.. run.Samples.Select(value).Where(each => each is not null).Select(each => each!.Value)];
        return values.Length == 0 ? null : values.Average();
    }

    private static double? MemoryOf(RunResult run) => run.Samples.Any(sample => sample.MemoryBytes > 0) ? run.Samples.Max(sample => sample.MemoryBytes ?? 0) / 1e6 : null;
}
