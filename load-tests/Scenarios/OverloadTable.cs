using System.Globalization;
using Inference.LoadTests.Output;
using Inference.LoadTests.Output.Svg;
using Inference.LoadTests.Running;

namespace Inference.LoadTests.Scenarios;

/// <summary>An overload test as a table and as a plot.</summary>
internal static class OverloadTable
{
    private static readonly string[] Head = ["offered", "requests/s", "goodput, requests/s", "refused", "accepted ones good", "first token p50 / p99, ms", "longest answer, s", "output tokens/s", "server CPU, cores", "generator CPU, cores", "server memory, MB"];

    public static string Markdown(IReadOnlyList<(double Multiple, RunResult Run)> steps) => MarkdownTable.Write(Head, steps.Select(step => Row(step.Multiple, step.Run)));

    public static string Plot(IReadOnlyList<(double Multiple, RunResult Run)> steps)
    {
        ChartSeries Line(string name, Func<RunResult, double> value) => new(name, [.. steps.Select(step => (step.Multiple, (double?)value(step.Run)))]);
        double best = steps.Max(step => step.Run.Summary.GoodPerSecond);
        return LineChart.Draw(
            new ChartSpec
            {
                Title = "Goodput under overload", XLabel = "offered load, × capacity", YLabel = "requests a second", HasDots = true,
                Series = [Line("good", run => run.Summary.GoodPerSecond), Line("completed", run => run.Summary.CompletedPerSecond)],
                IsXLogarithmic = false, XMarks = [.. steps.Select(step => (step.Multiple, step.Multiple.ToString("0.##", CultureInfo.InvariantCulture) + " ×"))],
                Levels = [(OverloadCriteria.GoodputKept * best, "90 % of the best")],
            },
            standsAlone: true);
    }

    private static string[] Row(double multiple, RunResult run) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{multiple:0.##} ×"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Summary.OfferedPerSecond:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Summary.GoodPerSecond:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Summary.Refused} of {run.Summary.Sent}"),
        string.Create(CultureInfo.InvariantCulture, $"{100 * run.Summary.GoodShareOfAccepted:0.0} %"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Summary.FirstToken.P50:0} / {run.Summary.FirstToken.P99:0}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Summary.EndToEnd.Max / 1000:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Summary.OutputTokensPerSecond:0}"),
        run.Samples.Any(sample => sample.Cores is not null) ? string.Create(CultureInfo.InvariantCulture, $"{run.Samples.Average(sample => sample.Cores ?? 0):0.00}") : "–",
        string.Create(CultureInfo.InvariantCulture, $"{run.Generator.Cores:0.00}"),
        run.Samples.Any(sample => sample.MemoryBytes > 0) ? string.Create(CultureInfo.InvariantCulture, $"{run.Samples.Max(sample => sample.MemoryBytes ?? 0) / 1e6:0}") : "–",
    ];
}
