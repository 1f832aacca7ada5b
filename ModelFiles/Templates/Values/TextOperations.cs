using System.Text;
using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Operations on texts that the operators, filters and methods share.</summary>
internal static class TextOperations
{
    public static string Concat(Execution run, string a, string b)
    {
        run.AllocateText((long)a.Length + b.Length);
        return string.Concat(a, b);
    }

    public static string Repeat(Execution run, string text, int count)
    {
        run.AllocateText((long)text.Length * count);
        return text.Length == 1 ? new string(text[0], count) : new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
    }

    public static string Join(Execution run, string separator, object?[] items)
    {
        var text = new OutputBuffer(run);
        for (int i = 0; i < items.Length; i++)
        {
            run.Step();
            if (i > 0) text.Append(separator);
            text.Append(Representation.ToText(run, items[i]));
        }

        return text.ToString();
    }

    public static string Replace(Execution run, string text, string old, string replacement, long count)
    {
        if (count < 0) count = int.MaxValue;
        List<int> places = old.Length > 0 ? TextSearch.AllOf(run, text, old, (int)Math.Min(count, int.MaxValue)) : Gaps(run, text, count);
        if (places.Count == 0) return text;
        var result = new OutputBuffer(run);
        int from = 0;
        foreach (int place in places)
        {
            result.Append(text.AsSpan(from, place - from)).Append(replacement);
            from = place + old.Length;
        }

        return result.Append(text.AsSpan(from)).ToString();
    }

    /// <summary>Strips any of the characters, or white space where there are none given, from the sides asked for.</summary>
    public static string Strip(Execution run, string text, string? characters, bool start = true, bool end = true)
    {
        ReadOnlySpan<char> span = text;
        if (characters is null)
        {
            if (start) span = Characters.TrimStart(span);
            if (end) span = Characters.TrimEnd(span);
            run.ChargeText(text.Length - span.Length);
        }
        else
        {
            run.Charge(((long)text.Length * (characters.Length + 16)) >> 7);
            if (start) span = TrimStart(span, characters);
            if (end) span = TrimEnd(span, characters);
        }

        if (span.Length == text.Length) return text;
        run.AllocateText(span.Length);
        return span.ToString();
    }

    private static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text, string characters)
    {
        while (!text.IsEmpty)
        {
            int width = text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;
            if (characters.AsSpan().IndexOf(text[..width]) < 0) break;
            text = text[width..];
        }

        return text;
    }

    private static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text, string characters)
    {
        while (!text.IsEmpty)
        {
            int width = text.Length > 1 && char.IsSurrogatePair(text[^2], text[^1]) ? 2 : 1;
            if (characters.AsSpan().IndexOf(text[^width..]) < 0) break;
            text = text[..^width];
        }

        return text;
    }

    /// <summary>Python replaces an empty text at the start, at the end and between all characters.</summary>
    private static List<int> Gaps(Execution run, string text, long count)
    {
        var gaps = new List<int>();
        for (int at = 0; at <= text.Length && gaps.Count < count; at++)
        {
            if (at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at])) continue;
            run.Step();
            run.Allocate(sizeof(int));
            gaps.Add(at);
        }

        return gaps;
    }
}
