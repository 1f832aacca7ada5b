using System.Globalization;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>Token ids as people type them: numbers with commas or spaces between, brackets or none. A comma is between two of them.</summary>
internal static class TokenIds
{
    private static readonly char[] Spaces = [' ', '\t', '\n', '\r'];

    /// <summary>Those of a text that is read.</summary>
    /// <exception cref="CommandException">It holds something else.</exception>
    public static int[] Parse(string text) => Read(text, out string? wrong) is { } ids ? ids : throw new CommandException($"token ids must be numbers such as 1,2,3, not {wrong}");

    /// <summary>Those of an option or argument, or other numbers that are written in the same way.</summary>
    /// <exception cref="UsageException">It says something else.</exception>
    public static int[] Of(string name, string? text) =>
        Read(text ?? "", out string? wrong) is { } numbers ? numbers : throw new UsageException($"{name} must be numbers such as 1,2,3, not {wrong}");

    private static int[]? Read(string text, out string? wrong)
    {
        string trimmed = text.Trim();
        string list = trimmed.StartsWith('[') && trimmed.EndsWith(']') ? trimmed[1..^1].Trim() : trimmed;
        wrong = null;
        List<int> ids = [];
        foreach (string part in list.Length == 0 ? [] : list.Split(','))
        {
            string[] words = part.Split(Spaces, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) wrong ??= "a comma without one";
            foreach (string word in words)
            {
                if (!int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int id)) wrong ??= $"'{word}'";
                ids.Add(id);
            }
        }

        return wrong is null ? [.. ids] : null;
    }
}
