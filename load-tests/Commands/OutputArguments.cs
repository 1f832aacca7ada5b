using System.Buffers;
using System.CommandLine;
using System.Runtime.InteropServices;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;
using Spectre.Console;

namespace Inference.LoadTests.Commands;

/// <summary>Options that say where figures go. A table of them is always written to standard output.</summary>
internal sealed class OutputArguments
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(" <>;&*\"");

    private readonly Option<string?> _json = ValueOptions.File("--json", "Write everything measured to this file.");
    private readonly Option<string?> _html = ValueOptions.File("--html", "Write a page with plots to this file.");
    private readonly Option<string?> _title = new("--title") { HelpName = "TEXT", Description = "Of the page." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _json, _html, _title }) command.Add(option);
    }

    /// <summary>Moving on a terminal, lines otherwise; on standard error, so that the figures can be piped.</summary>
    public static IRunView View() => Console.IsErrorRedirected || Console.IsOutputRedirected
        ? new PlainView(Console.Error)
        : new LiveView(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }));

    /// <summary>Shows and keeps a report.</summary>
    /// <returns>The exit code that it calls for.</returns>
    public int Finish(ParseResult parsed, LoadReport report, CancellationToken cancellation)
    {
        if (parsed.GetValue(_title) is { } title) report = report with { Title = title };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected) console.Profile.Width = 200;
        ConsoleSummary.Write(report, console);
        string? json = parsed.GetValue(_json), html = parsed.GetValue(_html);
        ReportFiles.Save(report, json, html);
        if (html is not null) Console.WriteLine($"page: {html}");
        return cancellation.IsCancellationRequested ? ExitCode.Interrupted : Verdict.Of(report);
    }

    /// <summary>The report of runs that this program has just made.</summary>
    public static LoadReport Report(string title, ReportKind kind, IReadOnlyList<RunResult> runs, params string[] notes) => new()
    {
        Title = title,
        Created = DateTimeOffset.UtcNow,
        Command = "./load-tests/run " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(argument => argument.AsSpan().IndexOfAny(NeedsQuotes) < 0 ? argument : $"'{argument}'")),
        Machine = $"{Environment.ProcessorCount} cores, {RuntimeInformation.RuntimeIdentifier}",
        Kind = kind,
        Runs = runs,
        Notes = notes,
    };
}
