using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Methods;

internal static class StringSplitMethods
{
    public static OperationTable Table { get; } = new()
    {
        { "split", "sep? maxsplit?", (run, self, a) => Split(run, (string)self!, a.OptionalText(0), a.Integer(1, -1), fromEnd: false) },
        { "rsplit", "sep? maxsplit?", (run, self, a) => Split(run, (string)self!, a.OptionalText(0), a.Integer(1, -1), fromEnd: true) },
        { "splitlines", "keepends?", (run, self, a) => List(run, SplitLines(run, (string)self!, a.Flag(0))) },
        { "partition", "sep", (run, self, a) => Partition(run, (string)self!, a.Text(0), fromEnd: false) },
        { "rpartition", "sep", (run, self, a) => Partition(run, (string)self!, a.Text(0), fromEnd: true) },
    };

    public static List<string> SplitLines(Execution run, string text, bool keepEnds = false)
    {
        run.AllocateText(text.Length);
        run.Charge(text.Length >> 2);
        var lines = new List<string>();
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && !Characters.IsLineEnd(text[end])) end++;
            int next = end == text.Length ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            run.Allocate(48);
            lines.Add(text[start..(keepEnds ? next : end)]);
            start = next;
        }

        return lines;
    }

    private static Sequence Split(Execution run, string text, string? separator, int max, bool fromEnd)
    {
        if (separator is { Length: 0 }) throw run.Error("empty separator");
        run.AllocateText(text.Length);
        int most = max < 0 ? int.MaxValue : max;
        return List(run, separator is null ? Words(run, text, most, fromEnd) : Parts(run, text, separator, most, fromEnd));
    }

    private static List<string> Parts(Execution run, string text, string separator, int max, bool fromEnd)
    {
        List<int> places = fromEnd && max < int.MaxValue ? LastPlaces(run, text, separator, max) : TextSearch.AllOf(run, text, separator, max);
        run.Allocate(places.Count * 48L);
        var parts = new List<string>(places.Count + 1);
        int from = 0;
        foreach (int place in places)
        {
            parts.Add(text[from..place]);
            from = place + separator.Length;
        }

        parts.Add(text[from..]);
        return parts;
    }

    private static List<int> LastPlaces(Execution run, string text, string separator, int max)
    {
        var places = new List<int>();
        int end = text.Length;
        while (places.Count < max && separator.Length <= end)
        {
            int at = text.AsSpan(0, end).LastIndexOf(separator);
            run.Charge(2 + ((end - Math.Max(at, 0)) * (long)(1 + (separator.Length >> 5)) >> 3));
            if (at < 0) break;
            run.Allocate(sizeof(int));
            places.Add(at);
            end = at;
        }

        places.Reverse();
        return places;
    }

    /// <summary>Split at runs of white space; the rest beyond <paramref name="max"/> splits stays whole.</summary>
    private static List<string> Words(Execution run, string text, int max, bool fromEnd)
    {
        run.Charge(text.Length >> 2);
        var words = new List<string>();
        ReadOnlySpan<char> rest = fromEnd ? Characters.TrimEnd(text) : Characters.TrimStart(text);
        while (!rest.IsEmpty)
        {
            int edge = fromEnd ? rest.Length : 0;
            if (words.Count == max) edge = fromEnd ? 0 : rest.Length;
            else if (fromEnd) while (edge > 0 && !Characters.IsSpace(rest[edge - 1])) edge--;
            else while (edge < rest.Length && !Characters.IsSpace(rest[edge])) edge++;
            run.Allocate(48);
            words.Add((fromEnd ? rest[edge..] : rest[..edge]).ToString());
            rest = fromEnd ? Characters.TrimEnd(rest[..edge]) : Characters.TrimStart(rest[edge..]);
        }

        if (fromEnd) words.Reverse();
        return words;
    }

    private static Sequence Partition(Execution run, string text, string separator, bool fromEnd)
    {
        if (separator.Length == 0) throw run.Error("empty separator");
        run.AllocateText(text.Length);
        int at = fromEnd ? TextSearch.LastIndexOf(run, text, separator) : TextSearch.IndexOf(run, text, separator, 0);
        if (at < 0) return fromEnd ? Sequence.Tuple("", "", text) : Sequence.Tuple(text, "", "");
        return Sequence.Tuple(text[..at], separator, text[(at + separator.Length)..]);
    }

    private static Sequence List(Execution run, List<string> parts)
    {
        run.AllocateItems(parts.Count);
        return new Sequence([.. parts]);
    }
}
