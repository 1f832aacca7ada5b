using System.Text;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Methods;

internal static class StringPaddingMethods
{
    public static OperationTable Table { get; } = new()
    {
        { "ljust", "width fillchar?", (run, self, a) => Pad(run, (string)self!, a, _ => 0) },
        { "rjust", "width fillchar?", (run, self, a) => Pad(run, (string)self!, a, missing => missing) },
        { "center", "width fillchar?", (run, self, a) => Center(run, (string)self!, a) },
        { "zfill", "width", (run, self, a) => ZeroFill(run, (string)self!, a.Integer(0, 0)) },
        { "expandtabs", "tabsize?", (run, self, a) => ExpandTabs(run, (string)self!, a.Integer(0, 8)) },
    };

    public static string Center(Execution run, string text, int width, string fill = " ")
    {
        int missing = width - CodePoints.Count(text);
        return Surround(run, text, missing, (missing / 2) + (missing & width & 1), fill);
    }

    private static string Center(Execution run, string text, BoundArguments a) => Center(run, text, a.Integer(0, 0), Fill(run, a));

    private static string Pad(Execution run, string text, BoundArguments a, Func<int, int> before)
    {
        int missing = a.Integer(0, 0) - CodePoints.Count(text);
        return Surround(run, text, missing, before(missing), Fill(run, a));
    }

    private static string Surround(Execution run, string text, int missing, int before, string fill)
    {
        if (missing <= 0) return text;
        return TextOperations.Concat(run, TextOperations.Concat(run, TextOperations.Repeat(run, fill, before), text), TextOperations.Repeat(run, fill, missing - before));
    }

    private static string Fill(Execution run, BoundArguments a)
    {
        string fill = a.OptionalText(1) ?? " ";
        return CodePoints.Count(fill) == 1 ? fill : throw run.Error("The fill character must be exactly one character long");
    }

    private static string ZeroFill(Execution run, string text, int width)
    {
        int sign = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        int missing = width - CodePoints.Count(text);
        return missing <= 0 ? text : text[..sign] + TextOperations.Concat(run, TextOperations.Repeat(run, "0", missing), text[sign..]);
    }

    private static string ExpandTabs(Execution run, string text, int size)
    {
        var result = new OutputBuffer(run);
        int column = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            run.Step();
            if (rune.Value == '\t')
            {
                int spaces = size > 0 ? size - (column % size) : 0;
                result.Repeat(' ', spaces);
                column += spaces;
                continue;
            }

            result.Append(rune.ToString());
            column = rune.Value is '\n' or '\r' ? 0 : column + 1;
        }

        return result.ToString();
    }
}
