using System.Globalization;
using System.Net;
using System.Text;
using Inference.LoadTests.Output.Svg;
using Inference.LoadTests.Running;

namespace Inference.LoadTests.Output.Html;

/// <summary>A report as one page that needs nothing else: no script, style, font or picture from anywhere.</summary>
internal sealed class HtmlReport
{
    private static readonly string[] Tiles =
    [
        "requests completed /s", "goodput, requests /s", "good, % of sent", "output tokens /s", "first token, ms, p50", "first token, ms, p99", "between tokens, ms, p50", "between tokens, ms, p99",
        "end to end, ms, p99", "refused (429, 503)", "failed", "stream faults",
    ];

    private readonly LoadReport _report;
    private readonly StringBuilder _page = new();

    private HtmlReport(LoadReport report) => _report = report;

    public static string Write(LoadReport report) => new HtmlReport(report).Write();

    private string Write()
    {
        _page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{Text(_report.Title)}</title>");
        _page.Append("<style>").Append(Resource("report.css")).Append("</style><script>").Append(Resource("report.js")).Append("</script></head><body><main>");
        WriteHead();
        if (_report.Runs.Count == 1) WriteTiles(_report.Runs[0]);
        WriteObjectives();
        WriteEquality();
        if (_report.Kind == ReportKind.Curve) WritePlots("Under rising load", RunPlots.Curve(_report.Runs));
        if (_report.Runs.Count > 1) WriteTable();
        WritePlots("Percentiles", RunPlots.Percentiles(_report.Runs));
        foreach (RunResult run in _report.Runs) WriteRun(run, isOpen: _report.Runs.Count <= 2);
        if (_report.Runs.Count == 1) WriteTable();
        return _page.Append("</main></body></html>\n").ToString();
    }

    private void WriteHead()
    {
        _page.Append(CultureInfo.InvariantCulture, $"<header><div><h1>{Text(_report.Title)}</h1><p class=\"soft\">{_report.Created.UtcDateTime:yyyy-MM-dd HH:mm} UTC · {Text(_report.Machine)}</p>");
        _page.Append(CultureInfo.InvariantCulture, $"<p><code>{Text(_report.Command)}</code></p></div><button id=\"theme\" type=\"button\">Dark</button></header>");
        WriteList(_report.Notes);
    }

    private void WriteTiles(RunResult run)
    {
        _page.Append("<div class=\"tiles\">");
        foreach (Figure figure in Tiles.Select(name => Figure.All.Single(each => each.Name == name)))
        {
            _page.Append(CultureInfo.InvariantCulture, $"<div class=\"tile\"><b>{Text(figure.Text(run))}</b><span>{Text(figure.Name)}</span></div>");
        }

        _page.Append("</div>");
    }

    private void WriteObjectives()
    {
        (RunResult Run, ObjectiveResult Result)[] all = [.. _report.Runs.SelectMany(run => run.Objectives.Select(result => (run, result)))];
        if (all.Length == 0) return;
        _page.Append("<h2>Objectives</h2><ul>");
        foreach ((RunResult run, ObjectiveResult result) in all)
        {
            string which = _report.Runs.Count > 1 ? $" ({run.Name})" : "";
            _page.Append(CultureInfo.InvariantCulture, $"<li class=\"{(result.IsKept ? "good" : "bad")}\">{Text(result.Text + which)}: {(result.IsKept ? "kept" : "missed")}, {result.Value:0.###}</li>");
        }

        _page.Append("</ul>");
    }

    private void WriteEquality()
    {
        if (_report.Equality is not { } equality) return;
        _page.Append(CultureInfo.InvariantCulture, $"<h2>Against the undisturbed run</h2><p class=\"{(equality.IsClean ? "good" : "bad")}\">{equality.Same} of {equality.Requests} answers the same ({equality.ComparedByTokens} of them token by token), ");
        _page.Append(CultureInfo.InvariantCulture, $"{equality.Different} different, {equality.Lost} lost, {equality.Refused} refused, {equality.Broken} broken.</p>");
        WriteList(equality.Examples);
    }

    /// <summary>Figures down, runs across. Where runs are compared, each behind the first with how far it is from that.</summary>
    private void WriteTable()
    {
        bool compares = _report.Kind == ReportKind.Comparison && _report.Runs.Count > 1;
        _page.Append("<h2>Figures</h2><div class=\"scroll\"><table><thead><tr><th></th>");
        for (int i = 0; i < _report.Runs.Count; i++) _page.Append(CultureInfo.InvariantCulture, $"<th>{Text(_report.Runs[i].Name)}</th>{(compares && i > 0 ? "<th>change</th>" : "")}");
        _page.Append("</tr></thead><tbody>");
        foreach (Figure figure in Figure.All)
        {
            if (_report.Runs.All(run => figure.Value(run) is null)) continue;
            _page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(figure.Name)}</td>");
            for (int i = 0; i < _report.Runs.Count; i++)
            {
                _page.Append(CultureInfo.InvariantCulture, $"<td>{Text(figure.Text(_report.Runs[i]))}</td>");
                if (compares && i > 0) _page.Append(Change(figure, _report.Runs[0], _report.Runs[i]));
            }

            _page.Append("</tr>");
        }

        _page.Append("</tbody></table></div>");
    }

    private static string Change(Figure figure, RunResult before, RunResult after)
    {
        if (figure.Change(before, after) is not { } change) return "<td></td>";
        string kind = figure.Better == 0 || Math.Abs(change) < 2 ? "soft" : change * figure.Better > 0 ? "good" : "bad";
        return string.Create(CultureInfo.InvariantCulture, $"<td class=\"{kind}\">{change:+0.0;−0.0;0.0} %</td>");
    }

    private void WriteRun(RunResult run, bool isOpen)
    {
        _page.Append(CultureInfo.InvariantCulture, $"<details{(isOpen ? " open" : "")}><summary>{Text(run.Name)}: {Text(run.Workload)}, {Text(run.Arrivals)}</summary>");
        if (run.Level.Length > 0) _page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">Good is: {Text(run.Level)}</p>");
        WriteCounts("Requests without a whole answer", run.Summary.Errors);
        WriteCounts("Wrong with streams", run.Summary.Faults);
        WriteList(run.Summary.Problems);
        WritePlots(null, RunPlots.OverTime(run));
        if (run.ServerCounters.Count > 0)
        {
            _page.Append("<details><summary>What the server's counters grew by</summary><div class=\"scroll\"><table><tbody>");
            foreach ((string name, double value) in run.ServerCounters.OrderBy(pair => pair.Key, StringComparer.Ordinal)) _page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(name)}</td><td>{value:0.###}</td></tr>");
            _page.Append("</tbody></table></div></details>");
        }

        _page.Append("</details>");
    }

    private void WriteCounts(string title, IReadOnlyDictionary<string, int> counts)
    {
        if (counts.Count > 0) _page.Append(CultureInfo.InvariantCulture, $"<p class=\"bad\">{Text(title)}: {Text(string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}")))}</p>");
    }

    private void WriteList(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return;
        _page.Append("<ul>");
        foreach (string line in lines) _page.Append(CultureInfo.InvariantCulture, $"<li>{Text(line)}</li>");
        _page.Append("</ul>");
    }

    private void WritePlots(string? title, IEnumerable<ChartSpec> charts)
    {
        ChartSpec[] all = [.. charts];
        if (all.Length == 0) return;
        if (title is not null) _page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)}</h2>");
        _page.Append("<div class=\"plots\">");
        foreach (ChartSpec chart in all) _page.Append("<div class=\"plot\">").Append(LineChart.Draw(chart)).Append("</div>");
        _page.Append("</div>");
    }

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(HtmlReport).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The program lacks its {name}."));
        return reader.ReadToEnd();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
