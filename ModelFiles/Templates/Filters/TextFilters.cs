using System.Text;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Formatting;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Methods;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

internal static class TextFilters
{
    public static OperationTable Table { get; } = new()
    {
        { "trim", "chars?", (run, value, a) => TextOperations.Strip(run, Representation.ToText(run, value), a.OptionalText(0)) },
        { "upper", "", (run, value, _) => StringCaseMethods.Map(run, Representation.ToText(run, value), LetterCase.Upper) },
        { "lower", "", (run, value, _) => StringCaseMethods.Map(run, Representation.ToText(run, value), LetterCase.Lower) },
        { "capitalize", "", (run, value, _) => StringCaseMethods.Map(run, Representation.ToText(run, value), LetterCase.Capitalize) },
        { "title", "", (run, value, _) => StringCaseMethods.Map(run, Representation.ToText(run, value), Title) },
        { "replace", "old new count?", Replace },
        { "indent", "width? first? blank?", Indent },
        { "truncate", "length? killwords? end? leeway?", Truncate },
        { "center", "width?", (run, value, a) => StringPaddingMethods.Center(run, Representation.ToText(run, value), a.Integer(0, 80)) },
        { "wordcount", "", (run, value, _) => Integers.Box(CountWords(run, Representation.ToText(run, value))) },
        { "wordwrap", "width? break_long_words? wrapstring? break_on_hyphens?", WordWrap.Apply },
        { "format", Format },
    };

    private static string Replace(Execution run, object? value, BoundArguments a) => TextOperations.Replace(
        run, Representation.ToText(run, value), Representation.ToText(run, a[0]), Representation.ToText(run, a[1]), a.Integer(2, -1));

    /// <summary>The filter's capitals differ from the method's: only these characters begin a word.</summary>
    private static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int start = at;
            bool isBreak = IsWordBreak(text[at]);
            while (at < text.Length && IsWordBreak(text[at]) == isBreak) at++;
            string part = text[start..at];
            result.Append(isBreak ? part : LetterCase.Upper(part[..1]) + LetterCase.Lower(part[1..]));
        }

        return result.ToString();
    }

    private static bool IsWordBreak(char c) => c is '-' or '(' or '{' or '[' or '<' || Characters.IsSpace(c);

    private static string Indent(Execution run, object? value, BoundArguments a)
    {
        run.RequireDefined(value);
        if (value is not string text) throw run.Error($"indent wants a str, not '{TypeNames.Of(value)}'");
        string indent = a.Has(0) && a[0] is string given ? given : TextOperations.Repeat(run, " ", Math.Max(0, a.Integer(0, 4)));
        bool blank = a.Flag(2);
        var result = new OutputBuffer(run);
        List<string> lines = StringSplitMethods.SplitLines(run, TextOperations.Concat(run, text, "\n"));
        for (int i = 0; i < lines.Count; i++)
        {
            if (i > 0) result.Append('\n');
            if (i == 0 ? a.Flag(1) : blank || lines[i].Length > 0) result.Append(indent);
            result.Append(lines[i]);
        }

        return result.ToString();
    }

    private static object? Truncate(Execution run, object? value, BoundArguments a)
    {
        if (value is Undefined) return value;
        if (value is not string text) throw run.Error($"truncate wants a str, not '{TypeNames.Of(value)}'");
        string end = a.OptionalText(2) ?? "...";
        int length = a.Integer(0, 255), leeway = a.Integer(3, 5), kept = length - CodePoints.Count(end);
        if (kept < 0) throw run.Error("truncate wants a length that is at least that of its end");
        if (CodePoints.Count(text) <= (long)length + leeway) return text;
        string head = text[..CodePoints.Offset(text, kept)];
        int space = a.Flag(1) ? -1 : head.LastIndexOf(' ');
        return TextOperations.Concat(run, space < 0 ? head : head[..space], end);
    }

    private static int CountWords(Execution run, string text)
    {
        run.Charge(text.Length >> 2);
        int count = 0;
        bool inWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isWord = rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsNumber(rune);
            if (isWord && !inWord) count++;
            inWord = isWord;
        }

        return count;
    }

    private static string Format(Execution run, object? value, CallArguments arguments)
    {
        if (arguments.Positional.Length > 0 && arguments.Named.Length > 0) throw run.Error("can't handle positional and keyword arguments at the same time");
        object values = arguments.Named.Length > 0 ? arguments.NamedAsMapping() : new Sequence(arguments.Positional, SequenceKind.Tuple);
        return PercentFormat.Apply(run, Representation.ToText(run, value), values);
    }
}
