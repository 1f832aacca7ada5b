using System.CommandLine;
using System.CommandLine.Parsing;
using Inference.Contracts;
using Inference.Hosting.Composition;
using Inference.ModelFiles;
using Inference.ModelFiles.Templates;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>Parses a command line, runs its command, and turns what goes wrong into one message and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        RootCommand root = new("Runs language models and looks into their files. Start with: inference inspect MODEL");
        using Interruption interruption = new();
        foreach (Command command in CommandTable.All(interruption)) root.Subcommands.Add(command);
        ParseResult parsed = root.Parse(arguments.Count > 0 ? arguments : ["--help"]);
        if (parsed.Errors.Count > 0) return ReportUsage(parsed, UsageProblems(parsed));
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (UsageException error)
        {
            return ReportUsage(parsed, [error.Message]);
        }
        catch (Exception error) when (error is ModelFileException or TemplateException or InferenceException or CommandException or ModelLoadException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{ThisProgram.Name}: {error.Message}");
            return ExitCode.Failed;
        }
    }

    private static int ReportUsage(ParseResult parsed, IEnumerable<string> problems)
    {
        foreach (string problem in problems) Console.Error.WriteLine($"{ThisProgram.Name}: {problem}");
        string command = string.Join(' ', CommandNames(parsed.CommandResult).Reverse());
        Console.Error.WriteLine($"Try: {ThisProgram.Name} {(command.Length == 0 ? "" : command + " ")}--help");
        return ExitCode.Usage;
    }

    /// <summary>The parser's own words, save where they hide what is wrong.</summary>
    private static IEnumerable<string> UsageProblems(ParseResult parsed)
    {
        if (parsed is { CommandResult.Command: RootCommand, UnmatchedTokens: [string unknown, ..] }) return [$"'{unknown}' is no command or option."];
        return parsed.Errors.Select(error =>
            error.SymbolResult is OptionResult { Tokens: [Token { Value: string value }] } option && error.Message.Contains("System.", StringComparison.Ordinal)
                ? $"{option.Option.Name} cannot be '{value}'."
                : error.Message);
    }

    private static IEnumerable<string> CommandNames(SymbolResult? result)
    {
        for (; result is CommandResult { Command: not RootCommand } command; result = result.Parent) yield return command.Command.Name;
    }
}
