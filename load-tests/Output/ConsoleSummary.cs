using Inference.LoadTests.Running;
using Spectre.Console;

namespace Inference.LoadTests.Output;

/// <summary>What came of it, for the terminal.</summary>
internal static class ConsoleSummary
{
    public static void Write(LoadReport report, IAnsiConsole console)
    {
        bool compares = report.Kind == ReportKind.Comparison && report.Runs.Count == 2;
        Table table = new Table().Border(TableBorder.Simple).AddColumn("");
        foreach (RunResult run in report.Runs) table.AddColumn(new TableColumn(Markup.Escape(run.Name)).RightAligned());
        if (compares) table.AddColumn(new TableColumn("change").RightAligned());
        foreach (Figure figure in Figure.All.Where(figure => report.Runs.Any(run => figure.Value(run) is not null)))
        {
            List<string> row = [Markup.Escape(figure.Name), .. report.Runs.Select(run => Markup.Escape(figure.Text(run)))];
            if (compares) row.Add(figure.Change(report.Runs[0], report.Runs[1]) is { } change ? $"{change:+0.0;−0.0;0.0} %" : "");
            table.AddRow([.. row]);
        }

        console.Write(table);
        foreach (RunResult run in report.Runs) WriteTroubles(run, console);
        foreach (string note in report.Notes) console.WriteLine(note);
    }

    private static void WriteTroubles(RunResult run, IAnsiConsole console)
    {
        if (run.Summary.Errors.Count > 0) console.WriteLine($"{run.Name}: without a whole answer: {Counts(run.Summary.Errors)}");
        if (run.Summary.RefusedWithoutRetryAfter > 0) console.WriteLine($"{run.Name}: {run.Summary.RefusedWithoutRetryAfter} refusals without Retry-After");
        if (run.Summary.Faults.Count > 0) console.WriteLine($"{run.Name}: wrong with streams: {Counts(run.Summary.Faults)}");
        foreach (string problem in run.Summary.Problems) console.WriteLine($"{run.Name}: {problem}");
        foreach (ObjectiveResult objective in run.Objectives) console.WriteLine($"{run.Name}: {(objective.IsKept ? "kept" : "MISSED")} {objective.Text} ({objective.Value:0.###})");
    }

    private static string Counts(IReadOnlyDictionary<string, int> counts) => string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}"));
}
