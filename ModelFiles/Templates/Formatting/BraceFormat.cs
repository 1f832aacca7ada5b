using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Formatting;

/// <summary>Python's <c>text.format(…)</c>.</summary>
internal sealed class BraceFormat
{
    private const int MaxNesting = 2;

    private readonly Execution _run;
    private readonly CallArguments _arguments;
    private int _next;

    private BraceFormat(Execution run, CallArguments arguments)
    {
        _run = run;
        _arguments = arguments;
    }

    public static string Apply(Execution run, string format, CallArguments arguments) => new BraceFormat(run, arguments).Expand(format, MaxNesting);

    private string Expand(string format, int nesting)
    {
        if (nesting == 0) throw _run.Error("Max string recursion exceeded");
        var text = new OutputBuffer(_run);
        for (int at = 0; at < format.Length;)
        {
            int brace = format.AsSpan(at).IndexOfAny('{', '}');
            text.Append(format.AsSpan(at, brace < 0 ? format.Length - at : brace));
            if (brace < 0) break;
            at += brace;
            if (at + 1 < format.Length && format[at + 1] == format[at])
            {
                text.Append(format[at]);
                at += 2;
                continue;
            }

            if (format[at] == '}') throw _run.Error("Single '}' encountered in format string");
            int end = FieldEnd(format, at + 1);
            text.Append(Field(format[(at + 1)..end], nesting));
            at = end + 1;
        }

        return text.ToString();
    }

    private int FieldEnd(string format, int at)
    {
        for (int depth = 1; at < format.Length; at++)
        {
            if (format[at] == '{') depth++;
            else if (format[at] == '}' && --depth == 0) return at;
        }

        throw _run.Error("expected '}' before end of string");
    }

    private string Field(string field, int nesting)
    {
        int nameEnd = NameEnd(field);
        string name = field[..nameEnd], rest = field[nameEnd..];
        char conversion = rest.StartsWith('!') && rest.Length > 1 ? rest[1] : '\0';
        if (conversion != '\0') rest = rest[2..];
        if (rest.Length > 0 && rest[0] != ':') throw _run.Error("expected ':' after conversion specifier");
        object? value = Resolve(name);
        value = conversion switch
        {
            '\0' => value,
            's' => Representation.ToText(_run, value),
            'r' or 'a' => Representation.Build(_run, value),
            _ => throw _run.Error($"Unknown conversion specifier {conversion}"),
        };
        string spec = rest.Length > 1 ? Expand(rest[1..], nesting - 1) : "";
        if (spec.Length == 0) return Representation.ToText(_run, value);
        return SpecFormatter.Format(_run, value, ParseSpec(spec));
    }

    private static int NameEnd(string field)
    {
        bool inBrackets = false;
        for (int at = 0; at < field.Length; at++)
        {
            if (field[at] == '[') inBrackets = true;
            else if (field[at] == ']') inBrackets = false;
            else if (!inBrackets && field[at] is '!' or ':') return at;
        }

        return field.Length;
    }

    private object? Resolve(string name)
    {
        int at = name.AsSpan().IndexOfAny('.', '[');
        string first = at < 0 ? name : name[..at];
        object? value = First(first);
        while (at >= 0 && at < name.Length)
        {
            _run.Step();
            if (name[at] == '[')
            {
                int close = name.IndexOf(']', at);
                if (close < 0) throw _run.Error("Missing ']' in format string");
                string key = name[(at + 1)..close];
                value = Attributes.GetItem(_run, value, int.TryParse(key, out int index) && index >= 0 ? Integers.Box(index) : key);
                at = close + 1;
                continue;
            }

            int end = name.AsSpan(at + 1).IndexOfAny('.', '[');
            end = end < 0 ? name.Length : end + at + 1;
            value = Attributes.Get(_run, value, name[(at + 1)..end]);
            at = end;
        }

        return value;
    }

    private object? First(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            int index = name.Length == 0 ? _next++ : int.TryParse(name, out int given) ? given : int.MaxValue;
            return index < _arguments.Positional.Length
                ? _arguments.Positional[index]
                : throw _run.Error($"Replacement index {index} out of range for positional args tuple");
        }

        int at = Array.FindIndex(_arguments.Named, pair => pair.Key == name);
        return at >= 0 ? _arguments.Named[at].Value : throw _run.Error($"'{name}'");
    }

    private FormatSpec ParseSpec(string text)
    {
        var spec = new FormatSpec();
        int at = 0;
        char Peek() => at < text.Length ? text[at] : '\0';
        int fill = text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;
        if (fill < text.Length && text[fill] is '<' or '>' or '^' or '=')
        {
            spec = spec with { Fill = text[..fill], Align = text[fill] };
            at = fill + 1;
        }
        else if (Peek() is '<' or '>' or '^' or '=')
        {
            spec = spec with { Align = text[at++] };
        }

        if (Peek() is '+' or '-' or ' ') spec = spec with { Sign = text[at++] };
        if (Peek() == '#')
        {
            spec = spec with { Alternate = true };
            at++;
        }

        if (Peek() == '0')
        {
            at++;
            if (spec.Align == '\0') spec = spec with { Fill = "0", Align = '=' };
        }

        spec = spec with { Width = Number() ?? 0 };
        if (Peek() is ',' or '_') spec = spec with { Grouping = text[at++] };
        if (Peek() == '.')
        {
            at++;
            spec = spec with { Precision = Number() ?? throw _run.Error("Format specifier missing precision") };
        }

        if (at < text.Length) spec = spec with { Type = text[at++] };
        return at == text.Length ? spec : throw _run.Error("Invalid format specifier");

        int? Number()
        {
            int start = at;
            long number = 0;
            for (; char.IsAsciiDigit(Peek()); at++) number = Math.Min((number * 10) + (Peek() - '0'), int.MaxValue);
            return at > start ? (int)number : null;
        }
    }
}
