using System.CommandLine;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;

namespace Inference.LoadTests.Commands;

/// <summary><c>report</c>: a page out of measurements that were kept, one or several: before and after.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        OutputArguments output = new();
        Argument<string[]> files = new("FILES") { Description = "What --json has written. Of several, the first is what the others are compared with.", Arity = ArgumentArity.OneOrMore };
        Command command = new("report", "Show measurements that were kept; of several, how they differ.") { files };
        output.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            string[] paths = parsed.GetRequiredValue(files);
            LoadReport[] reports = [.. paths.Select(ReportFiles.Load)];
            if (reports.Length == 1) return Task.FromResult(output.Finish(parsed, reports[0], cancellation));
            RunResult[] runs = [.. reports.SelectMany(report => report.Runs)];
            // The runs' own names, where these tell them apart.
            if (runs.DistinctBy(run => run.Name).Count() < runs.Length) runs = [.. reports.SelectMany((report, index) => report.Runs.Select(run => run with { Name = NameOf(report, run, paths[index]) }))];
            string[] notes = [.. reports.Select((report, index) => $"{Path.GetFileNameWithoutExtension(paths[index])}: {report.Command}")];
            return Task.FromResult(output.Finish(parsed, OutputArguments.Report("Before and after", ReportKind.Comparison, runs, notes), cancellation));
        });
        return command;
    }

    private static string NameOf(LoadReport report, RunResult run, string path)
    {
        string file = Path.GetFileNameWithoutExtension(path);
        return report.Runs.Count == 1 ? file : $"{file}, {run.Name}";
    }
}
