using System.Text;

namespace Inference.LoadTests.Output;

/// <summary>Rows as a table of Markdown.</summary>
internal static class MarkdownTable
{
    public static string Write(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        StringBuilder table = new();
        table.Append("| ").AppendJoin(" | ", head).Append(" |\n|").Append(string.Concat(head.Select(_ => "---|"))).Append('\n');
        foreach (IReadOnlyList<string> row in rows) table.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return table.ToString();
    }
}
