using Inference.Gateway.Reasoning;
using Inference.Gateway.Tools;
using Inference.ModelFiles.Templates;

namespace Inference.Gateway.Models;

/// <summary>How a model on this machine is shown to those who talk to it.</summary>
public sealed record ServedModelOptions
{
    /// <summary>For a parser: the chat template says which one; or: there is none.</summary>
    public const string Auto = "auto", None = "none";

    /// <summary>What it is called, at least one name; answers say the first.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Instead of the model's own. Null: the model's own.</summary>
    public ChatTemplate? Template { get; init; }

    /// <summary>What reads tool calls: <see cref="Auto"/>, <see cref="None"/> or one of <see cref="ToolCallParsers.Names"/>. Auto.</summary>
    public string ToolParser { get; init; } = Auto;

    /// <summary>What tells reasoning from answers: <see cref="Auto"/>, <see cref="None"/> or one of <see cref="ReasoningParsers.Names"/>. Auto.</summary>
    public string ReasoningParser { get; init; } = Auto;

    /// <summary>Without progress for so long, with work to do, the model is not healthy. 60 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What is wrong with the name of a parser, as the end of a sentence that begins with what it is called; null: nothing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="names">Those that there are.</param>
    public static string? ProblemOf(string name, IReadOnlyCollection<string> names) =>
        name is Auto or None || names.Contains(name) ? null : $"is '{name}'; it must be {Auto}, {None} or one of {string.Join(", ", names)}";

    internal string? ToolParserFor(string? template) => ToolParser == Auto ? ToolParserDetection.Detect(template) : NameOf(ToolParser);

    internal string? ReasoningParserFor(string? template) => ReasoningParser == Auto ? ReasoningParsers.Detect(template) : NameOf(ReasoningParser);

    private static string? NameOf(string parser) => parser == None ? null : parser;
}
