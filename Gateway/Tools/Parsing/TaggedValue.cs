using System.Text;
using System.Text.Json;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>Reads one argument's value up to its end tag. Text is written as it comes; what may be something else, when it is whole.</summary>
internal sealed class TaggedValue
{
    private readonly DeltaWriter _writer;
    private readonly JsonKinds _kinds;
    private readonly string _end;
    private readonly string? _endWithLine;
    private readonly StringBuilder _whole = new();

    /// <summary>The beginning of the end, perhaps.</summary>
    private string _partial = "";

    private bool _skipsLineEnd;

    public TaggedValue(DeltaWriter writer, JsonKinds kinds, TaggedForm form)
    {
        (_writer, _kinds, _end) = (writer, kinds, form.ValueEnd);
        _endWithLine = form.TrimsLineEnds ? "\n" + form.ValueEnd : null;
        _skipsLineEnd = form.TrimsLineEnds;
        if (IsText) writer.Arguments('"');
    }

    private bool IsText => _kinds == JsonKinds.Text;

    /// <summary>Whether the character was the last of the end tag.</summary>
    public bool Read(char c)
    {
        bool isFirst = _skipsLineEnd;
        _skipsLineEnd = false;
        if (isFirst && c == '\n') return false;
        _partial += c;
        while (_partial.Length > 0)
        {
            if (_partial == _end || _partial == _endWithLine)
            {
                WriteEnd();
                return true;
            }

            if (_end.StartsWith(_partial, StringComparison.Ordinal) || _endWithLine?.StartsWith(_partial, StringComparison.Ordinal) == true) return false;
            if (IsText) _writer.StringCharacter(_partial[0]);
            else _whole.Append(_partial[0]);
            _partial = _partial[1..];
        }

        return false;
    }

    private void WriteEnd()
    {
        if (IsText)
        {
            _writer.Arguments('"');
            return;
        }

        string text = _whole.ToString();
        if (AsJson(text) is { } json)
        {
            _writer.Arguments(json);
            return;
        }

        _writer.Arguments('"');
        foreach (char c in text) _writer.StringCharacter(c);
        _writer.Arguments('"');
    }

    /// <summary>The value as JSON where it is of a kind that it may be, or of any where it cannot be text.</summary>
    private string? AsJson(string text)
    {
        string json = text.Trim() switch
        {
            "True" => "true",
            "False" => "false",
            "None" => "null",
            string other => other,
        };
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonKinds kind = ArgumentTypes.KindOf(document.RootElement);
            bool fits = kind == JsonKinds.Text ? _kinds == JsonKinds.Any : (_kinds & kind) != 0;
            return fits || (_kinds & JsonKinds.Text) == 0 ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
