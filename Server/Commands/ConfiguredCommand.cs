using System.CommandLine;

namespace Inference.Server.Commands;

/// <summary>
/// A command whose options may all come as environment variables too: of the same name in capitals, with underscores (<c>MAX_MODEL_LEN</c> for
/// <c>--max-model-len</c>), or by the names given here.
/// </summary>
internal sealed class ConfiguredCommand(string name, string description) : Command(name, description)
{
    private readonly Dictionary<Option, string[]> _variables = [];
    private readonly List<Symbol[]> _alternatives = [];

    /// <summary>The variables of an option; the first that is set counts.</summary>
    public IReadOnlyList<string> VariablesOf(Option option) =>
        _variables.GetValueOrDefault(option) ?? [option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant()];

    /// <summary>Everything that says the same as the option, the option included: where one is on the command line, the environment has no say.</summary>
    public IReadOnlyList<Symbol> AlternativesTo(Option option) => _alternatives.Find(symbols => symbols.Contains(option)) ?? [option];

    public void ReadFrom(Option option, params string[] variables) => _variables[option] = variables;

    public void AreAlternatives(params Symbol[] symbols) => _alternatives.Add(symbols);
}
