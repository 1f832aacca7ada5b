using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Writes JSON as Python's json.dumps does: its spacing, its floats, its escapes.</summary>
internal sealed class JsonText(Execution run, string? indent, string itemSeparator, string keySeparator, bool sortKeys, bool asciiOnly)
{
    private readonly OutputBuffer _text = new(run);

    public string Write(object? value)
    {
        Append(value, 0);
        return _text.ToString();
    }

    private void Append(object? value, int level)
    {
        run.Step();
        switch (value)
        {
            case null: _text.Append("null"); break;
            case bool flag: _text.Append(flag ? "true" : "false"); break;
            case string text: AppendString(text); break;
            case double number: _text.Append(Float(number)); break;
            case long or BigInteger: _text.Append(Representation.Scalar(run, value)); break;
            case Sequence { Kind: SequenceKind.List or SequenceKind.Tuple } sequence: AppendArray(sequence.Items, level); break;
            case Mapping mapping: AppendObject(mapping, level); break;
            // An error in Python; templates written for other implementations rely on it.
            case Generator generator: AppendArray(generator.TakeRest(), level); break;
            default: throw run.Error($"Object of type {TypeNames.Of(value)} is not JSON serializable");
        }
    }

    private static string Float(double number) =>
        double.IsNaN(number) ? "NaN" : double.IsPositiveInfinity(number) ? "Infinity" : double.IsNegativeInfinity(number) ? "-Infinity" : FloatText.Of(number);

    private void AppendArray(object?[] items, int level)
    {
        if (items.Length == 0)
        {
            _text.Append("[]");
            return;
        }

        run.Enter();
        _text.Append('[');
        for (int i = 0; i < items.Length; i++)
        {
            if (i > 0) _text.Append(itemSeparator);
            NewLine(level + 1);
            Append(items[i], level + 1);
        }

        NewLine(level);
        _text.Append(']');
        run.Leave();
    }

    private void AppendObject(Mapping mapping, int level)
    {
        if (mapping.Count == 0)
        {
            _text.Append("{}");
            return;
        }

        run.Enter();
        _text.Append('{');
        bool first = true;
        foreach ((object? key, object? value) in sortKeys ? Sorted(mapping) : mapping.Entries)
        {
            if (!first) _text.Append(itemSeparator);
            first = false;
            NewLine(level + 1);
            AppendString(KeyText(key));
            _text.Append(keySeparator);
            Append(value, level + 1);
        }

        NewLine(level);
        _text.Append('}');
        run.Leave();
    }

    private KeyValuePair<object?, object?>[] Sorted(Mapping mapping)
    {
        run.AllocateItems(mapping.Count);
        return Sorting.Stable(run, [.. mapping.Entries], entry => entry.Key);
    }

    private string KeyText(object? key) => key switch
    {
        string text => text,
        null => "null",
        bool flag => flag ? "true" : "false",
        double number => Float(number),
        long or BigInteger => Representation.Scalar(run, key),
        _ => throw run.Error($"keys must be str, int, float, bool or None, not {TypeNames.Of(key)}"),
    };

    private void NewLine(int level)
    {
        if (indent is null) return;
        _text.Append('\n');
        for (int i = 0; i < level; i++) _text.Append(indent);
    }

    private void AppendString(string text)
    {
        _text.Append('"');
        int from = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (Escape(text[at]) is not string escape) continue;
            _text.Append(text.AsSpan(from, at - from)).Append(escape);
            from = at + 1;
        }

        _text.Append(text.AsSpan(from)).Append('"');
    }

    private string? Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\f' => "\\f",
        '\b' => "\\b",
        < ' ' => $"\\u{(int)c:x4}",
        > '\x7f' when asciiOnly => $"\\u{(int)c:x4}",
        _ => null,
    };
}
