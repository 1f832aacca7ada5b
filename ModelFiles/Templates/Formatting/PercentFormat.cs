using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Formatting;

/// <summary>Python's <c>text % values</c>.</summary>
internal sealed class PercentFormat
{
    private readonly Execution _run;
    private readonly string _format;
    private readonly object? _values;
    private readonly object?[] _positional;
    private int _at;
    private int _used;
    private bool _usedNames;

    private PercentFormat(Execution run, string format, object? values)
    {
        _run = run;
        _format = format;
        _values = values;
        _positional = values is Sequence { Kind: SequenceKind.Tuple } tuple ? tuple.Items : [values];
    }

    public static string Apply(Execution run, string format, object? values) => new PercentFormat(run, format, values).Run();

    private string Run()
    {
        var text = new OutputBuffer(_run);
        while (_at < _format.Length)
        {
            int percent = _format.IndexOf('%', _at);
            text.Append(_format.AsSpan(_at..(percent < 0 ? _format.Length : percent)));
            if (percent < 0) break;
            _at = percent + 1;
            text.Append(Directive());
        }

        if (_used < _positional.Length && !_usedNames && _values is not Mapping) throw _run.Error("not all arguments converted during string formatting");
        return text.ToString();
    }

    private string Directive()
    {
        object? named = Missing.Value;
        if (Peek() == '(')
        {
            int end = _format.IndexOf(')', _at);
            if (end < 0) throw _run.Error("incomplete format key");
            if (_values is not Mapping mapping) throw _run.Error("format requires a mapping");
            string key = _format[(_at + 1)..end];
            if (!mapping.TryGet(key, out named)) throw _run.Error($"'{key}'");
            _usedNames = true;
            _at = end + 1;
        }

        var spec = new FormatSpec();
        bool left = false, zero = false;
        for (; Peek() is '-' or '+' or ' ' or '#' or '0'; _at++)
        {
            char flag = Peek();
            left |= flag == '-';
            zero |= flag == '0';
            if (flag == '+' || (flag == ' ' && spec.Sign == '-')) spec = spec with { Sign = flag };
            if (flag == '#') spec = spec with { Alternate = true };
        }

        int width = Number() ?? 0;
        if (width < 0) left = true;
        spec = spec with { Width = Math.Abs(width) };
        if (Peek() == '.')
        {
            _at++;
            spec = spec with { Precision = Math.Max(0, Number() ?? 0) };
        }

        while (Peek() is 'h' or 'l' or 'L') _at++;
        if (_at >= _format.Length) throw _run.Error("incomplete format");
        char type = _format[_at++];
        if (type == '%') return "%";
        object? value = named is Missing ? NextValue() : named;
        bool fillsZeros = zero && !left && type is not ('s' or 'r' or 'a' or 'c');
        return Convert(value, type, spec with { Align = left ? '<' : fillsZeros ? '=' : '>', Fill = fillsZeros ? "0" : " " });
    }

    private string Convert(object? value, char type, FormatSpec spec)
    {
        switch (type)
        {
            case 's': return SpecFormatter.Text(_run, Representation.ToText(_run, value), spec);
            case 'r' or 'a': return SpecFormatter.Text(_run, Representation.Build(_run, value), spec);
            case 'c' when value is string text: return SpecFormatter.Text(_run, text, spec);
            case 'd' or 'i' or 'u' or 'x' or 'X' or 'o' or 'c':
                _run.RequireDefined(value);
                if (type is 'd' or 'i' or 'u' && value is double number && double.IsFinite(number)) value = Integers.Normalize(new BigInteger(number));
                if (!Integers.IsInteger(value)) throw _run.Error($"%{type} format: a real number is required, not {TypeNames.Of(value)}");
                return SpecFormatter.Format(_run, value, spec with { Type = type is 'i' or 'u' ? 'd' : type, Precision = -1 });
            case 'f' or 'F' or 'e' or 'E' or 'g' or 'G':
                _run.RequireDefined(value);
                if (!Numbers.IsNumber(value)) throw _run.Error($"must be real number, not {TypeNames.Of(value)}");
                return SpecFormatter.Format(_run, Numbers.ToDouble(value), spec with { Type = type });
            default: throw _run.Error($"unsupported format character '{type}'");
        }
    }

    private char Peek() => _at < _format.Length ? _format[_at] : '\0';

    private int? Number()
    {
        if (Peek() == '*')
        {
            _at++;
            if (!Integers.TryGetLong(NextValue(), out long given)) throw _run.Error("* wants int");
            return (int)Math.Clamp(given, -int.MaxValue, int.MaxValue);
        }

        if (!char.IsAsciiDigit(Peek())) return null;
        long number = 0;
        for (; char.IsAsciiDigit(Peek()); _at++) number = Math.Min((number * 10) + (Peek() - '0'), int.MaxValue);
        return (int)number;
    }

    private object? NextValue() => _used < _positional.Length ? _positional[_used++] : throw _run.Error("not enough arguments for format string");
}
