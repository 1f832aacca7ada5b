using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Finds text in text in linear time, whatever both are.</summary>
internal static class TextSearch
{
    private const int LongestForDirectSearch = 64;

    /// <summary>UTF-16 position of the first occurrence at or after <paramref name="start"/>, or -1.</summary>
    public static int IndexOf(Execution run, string text, string part, int start)
    {
        if (part.Length > text.Length - start) return -1;
        int found = part.Length <= LongestForDirectSearch
            ? text.AsSpan(start).IndexOf(part)
            : IndexOfLong(run, text.AsSpan(start), part);
        run.Charge(2 + ((found < 0 ? text.Length - start : found) >> 3));
        return found < 0 ? -1 : found + start;
    }

    public static int LastIndexOf(Execution run, string text, string part)
    {
        if (part.Length > text.Length) return -1;
        if (part.Length <= LongestForDirectSearch)
        {
            int found = text.AsSpan().LastIndexOf(part);
            run.Charge(2 + ((text.Length - Math.Max(found, 0)) >> 3));
            return found;
        }

        int last = -1;
        for (int at = 0; (at = IndexOf(run, text, part, at)) >= 0; at++) last = at;
        return last;
    }

    /// <summary>All occurrences that do not overlap; an empty part is nowhere.</summary>
    public static List<int> AllOf(Execution run, string text, string part, int max = int.MaxValue)
    {
        var found = new List<int>();
        if (part.Length == 0) return found;
        for (int at = 0; found.Count < max && (at = IndexOf(run, text, part, at)) >= 0; at += part.Length)
        {
            found.Add(at);
            run.Allocate(sizeof(int));
        }

        return found;
    }

    /// <summary>Knuth, Morris and Pratt: a long part could make the direct search quadratic.</summary>
    private static int IndexOfLong(Execution run, ReadOnlySpan<char> text, string part)
    {
        run.Allocate((long)part.Length * sizeof(int));
        run.Charge(part.Length >> 2);
        var border = new int[part.Length];
        for (int i = 1, matched = 0; i < part.Length; i++)
        {
            while (matched > 0 && part[i] != part[matched]) matched = border[matched - 1];
            if (part[i] == part[matched]) matched++;
            border[i] = matched;
        }

        for (int i = 0, matched = 0; i < text.Length; i++)
        {
            while (matched > 0 && text[i] != part[matched]) matched = border[matched - 1];
            if (text[i] == part[matched]) matched++;
            if (matched == part.Length) return i - part.Length + 1;
        }

        return -1;
    }
}
