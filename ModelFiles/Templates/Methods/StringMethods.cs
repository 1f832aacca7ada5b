using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Formatting;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Methods;

/// <summary>Python's methods of str.</summary>
internal static class StringMethods
{
    public static OperationTable Table { get; } = new()
    {
        StringCaseMethods.Table,
        StringClassMethods.Table,
        StringSplitMethods.Table,
        StringPaddingMethods.Table,
        { "strip", "chars?", (run, self, a) => TextOperations.Strip(run, (string)self!, a.OptionalText(0)) },
        { "lstrip", "chars?", (run, self, a) => TextOperations.Strip(run, (string)self!, a.OptionalText(0), end: false) },
        { "rstrip", "chars?", (run, self, a) => TextOperations.Strip(run, (string)self!, a.OptionalText(0), start: false) },
        { "replace", "old new count?", (run, self, a) => TextOperations.Replace(run, (string)self!, a.Text(0), a.Text(1), a.Integer(2, -1)) },
        { "startswith", "prefix start? end?", (run, self, a) => Matches(run, (string)self!, a, atStart: true) },
        { "endswith", "suffix start? end?", (run, self, a) => Matches(run, (string)self!, a, atStart: false) },
        { "removeprefix", "prefix", (run, self, a) => Remove(run, (string)self!, a.Text(0), atStart: true) },
        { "removesuffix", "suffix", (run, self, a) => Remove(run, (string)self!, a.Text(0), atStart: false) },
        { "find", "sub start? end?", (run, self, a) => Integers.Box(Find(run, (string)self!, a, last: false)) },
        { "rfind", "sub start? end?", (run, self, a) => Integers.Box(Find(run, (string)self!, a, last: true)) },
        { "index", "sub start? end?", (run, self, a) => Index(run, (string)self!, a, last: false) },
        { "rindex", "sub start? end?", (run, self, a) => Index(run, (string)self!, a, last: true) },
        { "count", "sub start? end?", (run, self, a) => Integers.Box(Count(run, (string)self!, a)) },
        { "join", "iterable", (run, self, a) => Join(run, (string)self!, a[0]) },
        { "format", (run, self, a) => BraceFormat.Apply(run, (string)self!, a) },
    };

    private static object Matches(Execution run, string text, BoundArguments a, bool atStart)
    {
        (int from, string part) = Window(run, text, a);
        if (from < 0) return Booleans.Box(false);
        object?[] affixes = a[0] is Sequence { Kind: SequenceKind.Tuple } tuple ? tuple.Items : [a.Text(0)];
        foreach (object? affix in affixes)
        {
            if (affix is not string expected) throw run.Error($"{(atStart ? "startswith" : "endswith")} wants str or a tuple of str");
            run.ChargeText(expected.Length);
            if (atStart ? part.StartsWith(expected, StringComparison.Ordinal) : part.EndsWith(expected, StringComparison.Ordinal)) return Booleans.Box(true);
        }

        return Booleans.Box(false);
    }

    private static string Remove(Execution run, string text, string affix, bool atStart)
    {
        run.AllocateText(text.Length);
        if (affix.Length == 0) return text;
        if (atStart) return text.StartsWith(affix, StringComparison.Ordinal) ? text[affix.Length..] : text;
        return text.EndsWith(affix, StringComparison.Ordinal) ? text[..^affix.Length] : text;
    }

    /// <summary>The part of the text that the arguments <c>start</c> and <c>end</c> name, and the code point where it begins.</summary>
    private static (int From, string Part) Window(Execution run, string text, BoundArguments a)
    {
        if (!a.Has(1)) return (0, text);
        run.ChargeText(text.Length);
        int length = CodePoints.Count(text);
        int start = a.Integer(1, 0), end = a.Integer(2, length);
        if (start < 0) start = Math.Max(0, start + length);
        end = Math.Min(end < 0 ? Math.Max(0, end + length) : end, length);
        return start > end ? (-1, "") : (start, (string)Slicing.Slice(run, text, Integers.Box(start), Integers.Box(end), null)!);
    }

    private static int Find(Execution run, string text, BoundArguments a, bool last)
    {
        (int from, string part) = Window(run, text, a);
        if (from < 0) return -1;
        string sub = a.Text(0);
        int at = last ? TextSearch.LastIndexOf(run, part, sub) : TextSearch.IndexOf(run, part, sub, 0);
        return at < 0 ? -1 : from + CodePoints.Count(part.AsSpan(0, at));
    }

    private static object Index(Execution run, string text, BoundArguments a, bool last)
    {
        int at = Find(run, text, a, last);
        return at >= 0 ? Integers.Box(at) : throw run.Error("substring not found");
    }

    private static int Count(Execution run, string text, BoundArguments a)
    {
        (int from, string part) = Window(run, text, a);
        if (from < 0) return 0;
        string sub = a.Text(0);
        return sub.Length == 0 ? CodePoints.Count(part) + 1 : TextSearch.AllOf(run, part, sub).Count;
    }

    private static string Join(Execution run, string separator, object? value)
    {
        object?[] items = Iteration.Items(run, value);
        for (int i = 0; i < items.Length; i++)
        {
            run.Step();
            run.RequireDefined(items[i]);
            if (items[i] is not string) throw run.Error($"sequence item {i}: expected str instance, {TypeNames.Of(items[i])} found");
        }

        return TextOperations.Join(run, separator, items);
    }
}
