using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Inference.K8s.Tests.Containers;

/// <summary>What a Dockerfile says: its stages, each with its instructions, arguments filled in.</summary>
internal sealed partial class Dockerfile
{
    private readonly List<Stage> _stages = [];

    public Dockerfile(string text)
    {
        Dictionary<string, string> arguments = [];
        foreach (string line in Continuation().Replace(Comment().Replace(text, ""), " ").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split(' ', 2);
            (string instruction, string value) = (parts[0], parts[1].Trim());
            if (instruction == "ARG" && value.Split('=') is [string name, string standard]) arguments[name] = standard;
            if (instruction == "FROM")
            {
                Match from = From().Match(Variable().Replace(value, match => arguments.GetValueOrDefault(match.Groups[1].Value, match.Value)));
                _stages.Add(new Stage(from.Groups[2].Value, from.Groups[1].Value));
            }

            if (_stages.Count > 0) _stages[^1].Instructions.Add((instruction, value));
        }
    }

    public IReadOnlyList<Stage> Stages => _stages;

    /// <param name="Name">By which others copy from it.</param>
    /// <param name="Image">That it begins from.</param>
    internal sealed record Stage(string Name, string Image)
    {
        public List<(string Instruction, string Value)> Instructions { get; } = [];

        public string? Last(string instruction) => Instructions.LastOrDefault(each => each.Instruction == instruction).Value;

        public IEnumerable<string> All(string instruction) => Instructions.Where(each => each.Instruction == instruction).Select(each => each.Value);

        /// <summary>A command in exec form, which needs no shell; null where it is in another.</summary>
        public static string[]? Exec(string? value)
        {
            if (value is null || value.IndexOf('[', StringComparison.Ordinal) is not (>= 0 and int start)) return null;
            return [.. JsonNode.Parse(value[start..])!.AsArray().Select(part => part!.ToString())];
        }
    }

    [GeneratedRegex(@"^\s*#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"\$\{?(\w+)\}?")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(?:--\S+ )?(\S+)(?: AS (\S+))?$")]
    private static partial Regex From();
}
