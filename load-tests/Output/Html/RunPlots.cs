using Inference.LoadTests.Measurement;
using Inference.LoadTests.Output.Svg;
using Inference.LoadTests.Running;

namespace Inference.LoadTests.Output.Html;

/// <summary>The plots that a report has.</summary>
internal static class RunPlots
{
    private static readonly (double At, string Text)[] PercentileMarks = [(1, "0"), (2, "p50"), (10, "p90"), (100, "p99"), (1000, "p99.9"), (10000, "p99.99")];

    /// <summary>How one run went from second to second.</summary>
    public static IEnumerable<ChartSpec> OverTime(RunResult run)
    {
        ChartSeries Second(string name, Func<SecondFigures, double?> value) => new(name, [.. run.Seconds.Select(second => ((double)second.At, value(second)))]);
        ChartSeries Sampled(string name, Func<Targets.Sample, double?> value) => new(name, [.. run.Samples.Select(sample => (sample.At, value(sample)))]);
        ChartSpec Over(string title, string unit, params ChartSeries[] series) =>
            new() { Title = title, XLabel = "seconds", YLabel = unit, Series = [.. series.Where(each => each.Known.Any())] };

        ChartSpec[] charts =
        [
            Over("First token, by the second in which it was to be sent", "ms", Second("median", second => second.FirstTokenP50), Second("longest", second => second.FirstTokenMax)),
            Over("End to end, by the second in which it was to be sent", "ms", Second("median", second => second.EndToEndP50)),
            Over("Longest gap between tokens", "ms", Second("longest", second => second.LongestGap)),
            Over("Output", "tokens/s", Second("tokens received", second => second.OutputTokens)),
            Over("Requests", "a second", Second("offered", second => second.Offered), Second("completed", second => second.Completed), Second("refused", second => second.Refused), Second("failed", second => second.Failed)),
            Over("In flight", "requests", Second("as the generator sees it", second => second.InFlight), Sampled("server: running", sample => sample.Running), Sampled("server: waiting", sample => sample.Waiting)),
            Over("CPU", "cores", Sampled("server", sample => sample.Cores), Sampled("generator", sample => sample.OwnCores)),
            Over("Server's memory", "MB", Sampled("resident", sample => sample.MemoryBytes / 1e6)),
            Over("Server's cache of keys and values", "% held", Sampled("held", sample => 100 * sample.CacheUse)),
        ];
        return charts.Where(chart => chart.Series.Count > 0);
    }

    /// <summary>What share of requests a latency is enough for, a line for each run.</summary>
    public static IEnumerable<ChartSpec> Percentiles(IReadOnlyList<RunResult> runs)
    {
        (string Title, Func<RunSummary, LatencyFigures> Of)[] kinds =
        [
            ("First token", run => run.FirstToken), ("Between tokens", run => run.BetweenTokens), ("End to end", run => run.EndToEnd), ("Per token of answer", run => run.Normalised),
        ];
        foreach ((string title, Func<RunSummary, LatencyFigures> of) in kinds)
        {
            ChartSeries[] series = [.. runs.Where(run => of(run.Summary).Count > 0).Select(run => new ChartSeries(run.Name, [.. of(run.Summary).Curve.Select(point => (1 / (1 - point[0]), (double?)point[1]))]))];
            if (series.Length == 0) continue;
            double furthest = Math.Max(10, series.SelectMany(each => each.Points).Max(point => point.X));
            double end = Math.Pow(10, Math.Ceiling(Math.Log10(furthest)));
            yield return new ChartSpec
            {
                Title = $"{title}: percentiles", XLabel = "share of requests", YLabel = "ms", Series = series, IsXLogarithmic = true,
                XMarks = [.. PercentileMarks.Where(mark => mark.At <= end)],
            };
        }
    }

    /// <summary>What becomes of the service as the load rises.</summary>
    public static IEnumerable<ChartSpec> Curve(IReadOnlyList<RunResult> runs)
    {
        RunResult[] rising = [.. runs.Where(run => !run.Arrivals.StartsWith("closed", StringComparison.Ordinal)).OrderBy(run => run.Summary.OfferedPerSecond)];
        if (rising.Length < 2) yield break;
        ChartSeries Offered(string name, Func<RunSummary, double?> value) => new(name, [.. rising.Select(run => (run.Summary.OfferedPerSecond, value(run.Summary)))]);
        yield return new ChartSpec
        {
            Title = "What is made of the load", XLabel = "requests offered a second", YLabel = "requests a second", HasDots = true,
            Series = [Offered("good", run => run.GoodPerSecond), Offered("completed", run => run.CompletedPerSecond), Offered("refused", run => run.Refused / run.Seconds)],
        };
        yield return new ChartSpec
        {
            Title = "First token under load", XLabel = "requests offered a second", YLabel = "ms", HasDots = true,
            Series = [Offered("p50", run => Some(run.FirstToken, each => each.P50)), Offered("p99", run => Some(run.FirstToken, each => each.P99))],
        };
        yield return new ChartSpec
        {
            Title = "Throughput against latency", XLabel = "output tokens a second", YLabel = "end to end, ms", HasDots = true,
            Series =
            [
                new ChartSeries("p50", [.. rising.Select(run => (run.Summary.OutputTokensPerSecond, Some(run.Summary.EndToEnd, each => each.P50)))]),
                new ChartSeries("p99", [.. rising.Select(run => (run.Summary.OutputTokensPerSecond, Some(run.Summary.EndToEnd, each => each.P99)))]),
            ],
        };
    }

    private static double? Some(LatencyFigures figures, Func<LatencyFigures, double> value) => figures.Count == 0 ? null : value(figures);
}
