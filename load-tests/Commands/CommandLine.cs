using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Inference.LoadTests.Commands;

/// <summary>Parses a command line, runs its command, and turns what goes wrong into one message and an exit code.</summary>
internal static class CommandLine
{
    private const string Program = "./load-tests/run";

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        Command root = new(Program, "Loads servers that speak OpenAI's HTTP API, and tells what their clients get.")
        {
            new HelpOption { Recursive = true }, new VersionOption(),
            LoadCommand.Create(), SweepCommand.Create(), OverloadCommand.Create(), ChaosCommand.Create(), CompareCommand.Create(), ReportCommand.Create(), OwnCostCommand.Create(), StubCommand.Create(),
        };
        try
        {
            ParseResult parsed = root.Parse(arguments.Count == 0 ? ["--help"] : arguments);
            if (parsed.Errors.Count > 0) return ReportUsage(parsed);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
        }
        catch (LoadTestException error)
        {
            await Console.Error.WriteLineAsync($"load-tests: {error.Message}");
            return ExitCode.CouldNotRun;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private static int ReportUsage(ParseResult parsed)
    {
        foreach (string problem in Problems(parsed)) Console.Error.WriteLine($"load-tests: {problem}");
        string command = parsed.CommandResult is { Parent: not null } result ? result.Command.Name + " " : "";
        Console.Error.WriteLine($"Try: {Program} {command}--help");
        return ExitCode.WrongUsage;
    }

    /// <summary>The parser's own words, save where they hide what is wrong.</summary>
    private static IEnumerable<string> Problems(ParseResult parsed)
    {
        if (parsed is { CommandResult.Parent: null, UnmatchedTokens: [string unknown, ..] }) return [$"'{unknown}' is no command or option."];
        return parsed.Errors.Select(error =>
            error.SymbolResult is OptionResult { Tokens: [Token { Value: string value }] } option && error.Message.Contains("System.", StringComparison.Ordinal)
                ? $"{option.Option.Name} cannot be '{value}'."
                : error.Message);
    }
}
