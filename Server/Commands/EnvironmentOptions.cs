using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>The options of a command line that came from the environment, and what to call them when something is wrong with them.</summary>
internal sealed partial class EnvironmentOptions
{
    private const string PortVariable = "PORT";

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    /// <summary>
    /// What the environment says and the command line does not, as arguments. A variable that is empty counts as not set; one of an option that can be
    /// repeated holds values separated by commas.
    /// </summary>
    /// <exception cref="UsageException">A variable cannot be the value of its option, in a way that the parser would misread.</exception>
    public IReadOnlyList<string> Missing(ParseResult parsed, Func<string, string?> environment)
    {
        if (parsed.CommandResult.Command is not ConfiguredCommand command) return [];
        List<string> arguments = [];
        foreach (Option option in command.Options.Where(option => option is not (HelpOption or VersionOption)))
        {
            if (command.AlternativesTo(option).Any(symbol => IsGiven(parsed, symbol))) continue;
            if (command.VariablesOf(option).FirstOrDefault(name => environment(name)?.Trim().Length > 0) is not { } variable) continue;
            string value = environment(variable)!.Trim();
            if (ServiceAddress().IsMatch(value) && variable.EndsWith(PortVariable, StringComparison.Ordinal)) throw new UsageException(WhyServiceAddress(variable, value));
            // The parser would take it for an argument of the command: a switch needs no value.
            if (IsSwitch(option) && !bool.TryParse(value, out _)) throw new UsageException($"{variable} (environment variable) must be true or false, not '{value}'.");
            _variables[option.Name] = variable;
            arguments.AddRange(ValuesOf(option, value).Select(one => $"{option.Name}={one}"));
        }

        return arguments;
    }

    /// <summary>A command line with those arguments: behind its own, of which none takes them for values, and before <c>--</c>, which ends options.</summary>
    public static IReadOnlyList<string> Join(IReadOnlyList<string> line, IReadOnlyList<string> added)
    {
        int end = line.TakeWhile(argument => argument != "--").Count();
        return [.. line.Take(end), .. added, .. line.Skip(end)];
    }

    /// <summary>The same, with options called by the variables that they came from.</summary>
    public string In(string problem) =>
        OptionName().Replace(problem, name => _variables.TryGetValue(name.Value, out string? variable) ? $"{variable} (environment variable)" : name.Value);

    private static bool IsGiven(ParseResult parsed, Symbol symbol) => symbol switch
    {
        Option option => parsed.GetResult(option) is { Implicit: false },
        Argument argument => parsed.GetResult(argument) is { Tokens.Count: > 0 },
        _ => false,
    };

    private static bool IsSwitch(Option option) => option.ValueType == typeof(bool) || option.ValueType == typeof(bool?);

    private static string[] ValuesOf(Option option, string value) =>
        option.Arity.MaximumNumberOfValues > 1 ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [value];

    private static string WhyServiceAddress(string variable, string value)
    {
        string service = variable[..^PortVariable.Length].TrimEnd('_').ToLowerInvariant().Replace('_', '-');
        string whose = service.Length == 0 ? "" : $", here of one named '{service}'";
        return $"{variable} (environment variable) is '{value}', which is how Kubernetes tells pods of a Service{whose}: set enableServiceLinks: false in the pod.";
    }

    [GeneratedRegex("^(tcp|udp|sctp)://")]
    private static partial Regex ServiceAddress();

    [GeneratedRegex("--[a-z0-9][a-z0-9-]*")]
    private static partial Regex OptionName();
}
