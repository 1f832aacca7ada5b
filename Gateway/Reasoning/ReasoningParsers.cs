using Inference.Contracts;
using Inference.Gateway.Harmony;

namespace Inference.Gateway.Reasoning;

/// <summary>The reasoning parsers by the names that vLLM's <c>--reasoning-parser</c> knows them by.</summary>
public static class ReasoningParsers
{
    private static readonly ReasoningSyntax OptionalThink = new(["<think>"], ["</think>"]);
    private static readonly ReasoningSyntax ThinkFromTheStart = OptionalThink with { StartsInside = true };

    private static readonly ReasoningSyntax Granite = new(
        ["Here is my thought process:", "Here's my thought process:", "<think>"],
        ["Here is my response:", "Here's my response:", "</think>"]) { Content = ("<response>", "</response>") };

    private static readonly Dictionary<string, ReasoningSyntax> Syntaxes = new(StringComparer.Ordinal)
    {
        ["deepseek_r1"] = ThinkFromTheStart,
        ["deepseek_v3"] = OptionalThink,
        ["glm45"] = OptionalThink,
        ["granite"] = Granite,
        ["mistral"] = new(["[THINK]"], ["[/THINK]"]),
        ["qwen3"] = OptionalThink,
        ["seed_oss"] = new(["<seed:think>"], ["</seed:think>"], StartsInside: true),
        ["step3"] = ThinkFromTheStart,
    };

    /// <summary>Its messages are told apart by their channels.</summary>
    private const string Harmony = "openai_gptoss";

    private static readonly ReasoningSpan HarmonySpan = new([], ["<|channel|>final<|message|>", "<|channel|>final <|constrain|>json<|message|>"], StartsInside: true);

    public static IReadOnlyCollection<string> Names { get; } = [.. Syntaxes.Keys, Harmony];

    /// <summary>
    /// A parser for one choice of one answer. The model's text must come with its special tokens: some families' markers are such.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="prompt">
    /// The rendered prompt. Templates may end it with the begin marker, then the answer starts as reasoning; or with the end marker, to
    /// turn reasoning off, and then it starts as content.
    /// </param>
    public static IReasoningParser Create(string name, string prompt = "")
    {
        if (name == Harmony) return new HarmonyReasoningParser();
        ReasoningSyntax syntax = SyntaxOf(name);
        MarkedReasoningParser parser = new(syntax, StartsInside(syntax, prompt));
        return syntax.Content is { } content ? new UnwrappedContent(parser, content.Begin, content.End) : parser;
    }

    /// <summary>Where the answer begins that such a parser would find; null where the prompt has turned reasoning off.</summary>
    public static ReasoningSpan? SpanOf(string name, string prompt)
    {
        if (name == Harmony) return HarmonySpan;
        ReasoningSyntax syntax = SyntaxOf(name);
        return EndsWith(prompt.AsSpan().TrimEnd(), syntax.Ends) ? null : new ReasoningSpan(syntax.Begins, syntax.Ends, StartsInside(syntax, prompt));
    }

    /// <summary>The parser that fits a chat template; null where it speaks of no reasoning that a parser here knows.</summary>
    public static string? Detect(string? chatTemplate)
    {
        if (chatTemplate is null) return null;
        if (Mentions("<|channel|>")) return Harmony;
        if (Mentions("[THINK]")) return "mistral";
        if (Mentions("<seed:think>")) return "seed_oss";
        if (Mentions("Here is my thought process:") || Mentions("Here's my thought process:") || Mentions("</response>")) return "granite";
        if (!Mentions("</think>")) return null;
        return Mentions("<｜Assistant｜>") && !Mentions("thinking") ? "deepseek_r1" : "qwen3";

        bool Mentions(string text) => chatTemplate.Contains(text, StringComparison.Ordinal);
    }

    private static ReasoningSyntax SyntaxOf(string name) => Syntaxes.GetValueOrDefault(name)
        ?? throw new ArgumentException($"there is no reasoning parser '{name}'; there are {string.Join(", ", Names)}", nameof(name));

    private static bool StartsInside(ReasoningSyntax syntax, string prompt)
    {
        ReadOnlySpan<char> prompted = prompt.AsSpan().TrimEnd();
        return EndsWith(prompted, syntax.Begins) || (syntax.StartsInside && !EndsWith(prompted, syntax.Ends));
    }

    private static bool EndsWith(ReadOnlySpan<char> prompt, string[] markers)
    {
        foreach (string marker in markers)
        {
            if (prompt.EndsWith(marker, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
