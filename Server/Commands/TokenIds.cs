using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>Token ids as people type them: numbers with commas or spaces between, brackets or none.</summary>
internal static class TokenIds
{
    private static readonly char[] Separators = [',', ' ', '\t', '\n', '\r'];

    public static int[] Parse(string text)
    {
        string[] parts = text.Trim().TrimStart('[').TrimEnd(']').Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        int[] ids = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], out ids[i])) throw new CommandException($"'{parts[i]}' is not a token id; write them as 1,2,3");
        }

        return ids;
    }
}
