using System.Globalization;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>Token ids as people type them: numbers with commas or spaces between, brackets or none.</summary>
internal static class TokenIds
{
    private static readonly char[] Separators = [',', ' ', '\t', '\n', '\r'];

    /// <summary>Those of a text that is read.</summary>
    /// <exception cref="CommandException">It holds something else.</exception>
    public static int[] Parse(string text) => Read(text, out string? wrong) is { } ids ? ids : throw new CommandException($"'{wrong}' is not a token id; write them as 1,2,3");

    /// <summary>Those of an option or argument, or other numbers that are written in the same way.</summary>
    /// <exception cref="UsageException">It says something else.</exception>
    public static int[] Of(string name, string? text) =>
        Read(text ?? "", out string? wrong) is { } numbers ? numbers : throw new UsageException($"{name} must be numbers such as 1,2,3, not '{wrong}'");

    private static int[]? Read(string text, out string? wrong)
    {
        string[] parts = text.Trim().TrimStart('[').TrimEnd(']').Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        int[] ids = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (int.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ids[i])) continue;
            wrong = parts[i];
            return null;
        }

        wrong = null;
        return ids;
    }
}
