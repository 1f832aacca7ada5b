using System.Text;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

/// <summary>Filters for HTML and URLs. Nothing is escaped unless a template asks for it, so <c>safe</c> changes nothing.</summary>
internal static class MarkupFilters
{
    public static OperationTable Table { get; } = new()
    {
        { "safe", "", (run, value, _) => Representation.ToText(run, value) },
        { "escape", "", (run, value, _) => Escape(run, Representation.ToText(run, value)) },
        { "forceescape", "", (run, value, _) => Escape(run, Representation.ToText(run, value)) },
        { "striptags", "", (run, value, _) => StripTags(run, Representation.ToText(run, value)) },
        { "urlencode", "", (run, value, _) => UrlEncode(run, value) },
    };

    private static string Escape(Execution run, string text)
    {
        var result = new OutputBuffer(run);
        int from = 0;
        run.Charge(text.Length >> 2);
        for (int at = 0; at < text.Length; at++)
        {
            string? escaped = text[at] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '\'' => "&#39;", '"' => "&#34;", _ => null };
            if (escaped is null) continue;
            result.Append(text.AsSpan(from, at - from)).Append(escaped);
            from = at + 1;
        }

        return result.Append(text.AsSpan(from)).ToString();
    }

    private static string StripTags(Execution run, string text)
    {
        var result = new OutputBuffer(run);
        run.Charge(text.Length >> 2);
        bool pendingSpace = false, any = false;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '<')
            {
                bool isComment = string.CompareOrdinal(text, at, "<!--", 0, 4) == 0;
                int end = isComment ? text.IndexOf("-->", at, StringComparison.Ordinal) : text.IndexOf('>', at);
                if (end >= 0)
                {
                    at = isComment ? end + 2 : end;
                    continue;
                }

                run.Charge((text.Length - at) >> 3);
            }

            if (Characters.IsSpace(text[at]))
            {
                pendingSpace = any;
                continue;
            }

            if (pendingSpace) result.Append(' ');
            pendingSpace = false;
            any = true;
            result.Append(text[at]);
        }

        return System.Net.WebUtility.HtmlDecode(result.ToString());
    }

    private static string UrlEncode(Execution run, object? value)
    {
        if (value is string || !Iteration.IsIterable(value)) return Quote(run, Representation.ToText(run, value), inQuery: false);
        object?[] pairs = value is Mapping mapping ? Methods.MappingMethods.Items(run, mapping) : Iteration.Items(run, value);
        var result = new OutputBuffer(run);
        for (int i = 0; i < pairs.Length; i++)
        {
            object?[] pair = Iteration.Items(run, pairs[i]);
            if (pair.Length != 2) throw run.Error("urlencode wants pairs of a key and a value");
            if (i > 0) result.Append('&');
            result.Append(Quote(run, Representation.ToText(run, pair[0]), inQuery: true)).Append('=');
            result.Append(Quote(run, Representation.ToText(run, pair[1]), inQuery: true));
        }

        return result.ToString();
    }

    private static string Quote(Execution run, string text, bool inQuery)
    {
        run.AllocateText(text.Length * 3L);
        var result = new OutputBuffer(run);
        foreach (byte octet in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)octet;
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '~' || (c == '/' && !inQuery)) result.Append(c);
            else if (c == ' ' && inQuery) result.Append('+');
            else result.Append($"%{octet:X2}");
        }

        return result.ToString();
    }
}
