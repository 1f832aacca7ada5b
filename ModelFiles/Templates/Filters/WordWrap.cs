using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Methods;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

/// <summary>Breaks lines at blanks, and inside words that are longer than a line.</summary>
internal static class WordWrap
{
    public static string Apply(Execution run, object? value, BoundArguments a)
    {
        run.RequireDefined(value);
        if (value is not string text) throw run.Error($"wordwrap wants a str, not '{TypeNames.Of(value)}'");
        int width = a.Integer(0, 79);
        if (width <= 0) throw run.Error("invalid width (must be > 0)");
        string separator = a.OptionalText(2) ?? "\n";
        var result = new OutputBuffer(run);
        bool first = true;
        foreach (string paragraph in StringSplitMethods.SplitLines(run, text))
        {
            foreach (string line in Lines(run, paragraph, width, a.Flag(1, true)))
            {
                if (!first) result.Append(separator);
                first = false;
                result.Append(line);
            }
        }

        return result.ToString();
    }

    private static List<string> Lines(Execution run, string paragraph, int width, bool breakLongWords)
    {
        var lines = new List<string>();
        for (int start = 0; start < paragraph.Length;)
        {
            run.Charge(2 + Math.Min(width, paragraph.Length - start));
            int end = Math.Min(paragraph.Length, start + width);
            if (end < paragraph.Length && paragraph[end] != ' ')
            {
                int space = paragraph.LastIndexOf(' ', end - 1, end - start);
                if (space > start) end = space + 1;
                else if (!breakLongWords) end = paragraph.IndexOf(' ', end) is int next and >= 0 ? next : paragraph.Length;
            }

            lines.Add(Characters.TrimEnd(paragraph.AsSpan(start, end - start)).ToString());
            start = end;
            while (start < paragraph.Length && paragraph[start] == ' ') start++;
        }

        if (lines.Count == 0) lines.Add("");
        return lines;
    }
}
