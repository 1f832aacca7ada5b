using System.Text;
using System.Text.RegularExpressions;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>Reads a call whose name, keys and values stand between tags.</summary>
internal sealed partial class TaggedCallReader(DeltaWriter writer, TaggedForm form, ArgumentTypes types) : ICallReader
{
    private const int LongestName = 512;

    private readonly StringBuilder _text = new();
    private Place _place = Place.Name;
    private string _name = "", _key = "";
    private TaggedValue? _value;
    private int _arguments;

    private enum Place
    {
        Name,

        /// <summary>A key may begin, or the call end.</summary>
        Between,

        Key,

        BeforeValue,

        Value,
    }

    public CallReading Read(char c)
    {
        switch (_place)
        {
            case Place.Name:
                return ReadName(c);
            case Place.Between:
                return ReadTag(c, form.KeyBegin, form.CallEnd);
            case Place.Key:
                return ReadKey(c);
            case Place.BeforeValue:
                return ReadTag(c, form.ValueBegin!, null);
            default:
                if (_value!.Read(c)) _place = Place.Between;
                return CallReading.Taken;
        }
    }

    private CallReading ReadName(char c)
    {
        bool isEnd = form.NameEnd is null ? c == '<' || (c == '\n' && !IsBlank()) : form.NameEnd[0] == c;
        if (!isEnd)
        {
            if (_text.Length == LongestName) return CallReading.Failed;
            _text.Append(c);
            return CallReading.Pending;
        }

        _name = _text.ToString().Trim();
        if (!NamePattern().IsMatch(_name)) return CallReading.Failed;
        _text.Clear();
        _place = Place.Between;
        writer.BeginCall(_name);
        return form.NameEnd is null ? Read(c) : CallReading.Taken;
    }

    private bool IsBlank() => string.IsNullOrWhiteSpace(_text.ToString());

    /// <summary>White space, and then one of two tags.</summary>
    private CallReading ReadTag(char c, string next, string? end)
    {
        if (_text.Length == 0 && char.IsWhiteSpace(c)) return CallReading.Taken;
        _text.Append(c);
        string tag = _text.ToString();
        if (tag == end)
        {
            writer.Arguments(_arguments == 0 ? "{}" : "}");
            return CallReading.Done;
        }

        if (tag == next)
        {
            _text.Clear();
            if (_place == Place.Between) _place = Place.Key;
            else BeginValue();
            return CallReading.Taken;
        }

        return next.StartsWith(tag, StringComparison.Ordinal) || end?.StartsWith(tag, StringComparison.Ordinal) == true ? CallReading.Taken : CallReading.Failed;
    }

    private CallReading ReadKey(char c)
    {
        _text.Append(c);
        if (_text.Length > LongestName) return CallReading.Failed;
        if (c != form.KeyEnd[^1] || !_text.ToString().EndsWith(form.KeyEnd, StringComparison.Ordinal)) return CallReading.Taken;
        _key = _text.ToString(0, _text.Length - form.KeyEnd.Length).Trim();
        _text.Clear();
        if (form.ValueBegin is null) BeginValue();
        else _place = Place.BeforeValue;
        return CallReading.Taken;
    }

    private void BeginValue()
    {
        writer.Arguments(_arguments++ == 0 ? "{\"" : ", \"");
        foreach (char c in _key) writer.StringCharacter(c);
        writer.Arguments("\": ");
        JsonKinds kinds = types.Of(_name, _key);
        _value = new TaggedValue(writer, kinds == JsonKinds.None ? form.Unknown : kinds, form);
        _place = Place.Value;
    }

    [GeneratedRegex(@"^[\w.-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
