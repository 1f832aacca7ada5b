using System.CommandLine;
using System.CommandLine.Help;
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
    private const string Description = "Runs language models and looks into their files. Start with: inference inspect MODEL";

    private const string WhereClusterCommandsAre = "\n\nA cluster's commands, silo and cluster, have an executable of their own, which needs Microsoft Orleans' packages: ./inference silo --help builds and runs it.";

    private static readonly string[] ClusterCommands = ["silo", "cluster"];

    /// <param name="arguments">The command line.</param>
    /// <param name="more">An executable's own commands, listed before those that all have.</param>
    /// <param name="program">What help calls the executable, where that is not its file's name.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Func<Interruption, IEnumerable<Command>>? more = null, string? program = null)
    {
        using Interruption interruption = new();
        Command root = program is null ? new RootCommand(more is null ? Description + WhereClusterCommandsAre : Description) : new Command(program, Description) { new HelpOption { Recursive = true }, new VersionOption() };
        foreach (Command command in (more?.Invoke(interruption) ?? []).Concat(CommandTable.All(interruption))) Add(root, command);
        if (arguments.Count == 0) arguments = ["--help"];
        ParseResult parsed = root.Parse(arguments);
        EnvironmentOptions environment = new();
        try
        {
            if (environment.Missing(parsed, Environment.GetEnvironmentVariable) is { Count: > 0 } added) parsed = root.Parse(EnvironmentOptions.Join(arguments, added));
            if (parsed.Errors.Count > 0) return ReportUsage(parsed, UsageProblems(parsed).Select(environment.In));
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (UsageException error)
        {
            return ReportUsage(parsed, [environment.In(error.Message)]);
        }
        catch (IOException error) when (StandardOutput.IsClosed(error))
        {
            return ExitCode.OutputClosed;
        }
        catch (Exception error) when (error is ModelFileException or TemplateException or InferenceException or CommandException or ModelLoadException or IOException or UnauthorizedAccessException)
        {
            Tell($"{ThisProgram.Name}: {environment.In(error is ModelLoadException ? OptionNames.In(error.Message) : error.Message)}");
            return ExitCode.Failed;
        }
    }

    private static void Add(Command root, Command command)
    {
        ArgumentKinds.CheckDecimals(command);
        root.Subcommands.Add(command);
    }

    private static int ReportUsage(ParseResult parsed, IEnumerable<string> problems)
    {
        foreach (string problem in problems) Tell($"{ThisProgram.Name}: {problem}");
        string command = string.Join(' ', CommandNames(parsed.CommandResult).Reverse());
        Tell($"Try: {ThisProgram.Name} {(command.Length == 0 ? "" : command + " ")}--help");
        return ExitCode.Usage;
    }

    /// <summary>Where standard error is closed or full, the exit code says it alone.</summary>
    private static void Tell(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The parser's own words, save where they hide what is wrong.</summary>
    private static IEnumerable<string> UsageProblems(ParseResult parsed)
    {
        if (parsed is { CommandResult.Parent: null, UnmatchedTokens: [string unknown, ..] }) return [WhyUnknown(unknown)];
        return parsed.Errors.Select(error => error.SymbolResult switch
        {
            OptionResult { Tokens: [Token { Value: string value }] } option when error.Message.Contains("System.", StringComparison.Ordinal) => $"{option.Option.Name} cannot be '{value}'.",
            ArgumentResult { Tokens.Count: 0, Argument: { Arity.MinimumNumberOfValues: > 0 } argument, Parent: CommandResult } => $"{argument.Name} is missing.",
            _ => error.Message,
        });
    }

    private static string WhyUnknown(string word) => ClusterCommands.Contains(word)
        ? $"'{word}' is a command of the cluster's executable, inference-silo, which needs Microsoft Orleans' packages; 'serve' does without."
        : $"'{word}' is no command or option.";

    private static IEnumerable<string> CommandNames(SymbolResult? result)
    {
        for (; result is CommandResult { Parent: not null } command; result = result.Parent) yield return command.Command.Name;
    }
}
