using System.Text.RegularExpressions;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>Finds the name in what models write before a call's arguments; null where they would not write so.</summary>
internal static partial class CallHeader
{
    /// <summary><c>name[ARGS]</c>, with or without <c>[CALL_ID]…</c>; without either where special tokens are not shown.</summary>
    public static string? Mistral(string header) => NameIn(MistralPattern(), header);

    /// <summary><c>function&lt;｜tool▁sep｜&gt;name</c>, a line end and a fence.</summary>
    public static string? DeepSeekV3(string header) => NameIn(DeepSeekV3Pattern(), header);

    /// <summary><c>name&lt;｜tool▁sep｜&gt;</c></summary>
    public static string? DeepSeekV31(string header) => NameIn(DeepSeekV31Pattern(), header);

    /// <summary><c>functions.name:0&lt;|tool_call_argument_begin|&gt;</c></summary>
    public static string? Kimi(string header) => NameIn(KimiPattern(), header);

    private static string? NameIn(Regex pattern, string header) =>
        pattern.Match(header) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"^\s*(?<name>[\w.-]+)(\s*\[CALL_ID\]\s*\w+)?(\s*\[ARGS\]\s*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex MistralPattern();

    [GeneratedRegex(@"^\s*function\s*<｜tool▁sep｜>\s*(?<name>[\w.-]+)\s*```(json)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex DeepSeekV3Pattern();

    [GeneratedRegex(@"^\s*(?<name>[\w.-]+)\s*<｜tool▁sep｜>\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex DeepSeekV31Pattern();

    [GeneratedRegex(@"^\s*(functions\.)?(?<name>[\w.-]+):\d+\s*<\|tool_call_argument_begin\|>\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex KimiPattern();
}
