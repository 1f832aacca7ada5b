using System.Text;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>
/// Reads <c>{"name": …, "arguments": {…}}</c>, its members in any order; "parameters" is another word for "arguments". The call begins
/// once its name is known and its arguments have shown themselves to be an object; from there on they are passed through as they are.
/// </summary>
/// <param name="writer">Takes the call.</param>
/// <param name="isBare">Nothing but its members tells the object from an answer in JSON: it has no others, and has arguments.</param>
internal sealed class CallObjectReader(DeltaWriter writer, bool isBare) : ICallReader
{
    private const string Name = "name";

    private readonly StringBuilder _text = new();

    /// <summary>Arguments that came before the name.</summary>
    private readonly StringBuilder _early = new();

    private Place _place = Place.Open;
    private JsonStringReader _string = null!;
    private JsonValueScanner _scanner;
    private string _member = "";
    private string? _name;
    private bool _hasArguments;

    /// <summary>The arguments have begun as an object does.</summary>
    private bool _isObject;

    private bool _begun;

    private enum Place
    {
        Open,
        FirstMember,
        Member,
        MemberName,
        Colon,
        Value,
        NameValue,
        ArgumentsOpen,
        Arguments,
        ArgumentsText,
        OtherValue,
        AfterValue,
    }

    private bool IsArguments => _member is "arguments" or "parameters";

    public CallReading Read(char c)
    {
        CallReading reading = _place switch
        {
            Place.Open => Expect(c, '{', Place.FirstMember),
            Place.FirstMember when c == '}' => Close(),
            Place.FirstMember or Place.Member => ReadMember(c),
            Place.MemberName => ReadMemberName(c),
            Place.Colon => ExpectAfterSpace(c, ':', Place.Value),
            Place.Value => char.IsWhiteSpace(c) ? CallReading.Pending : BeginValue(c),
            Place.NameValue => ReadName(c),
            Place.ArgumentsOpen => OpenArguments(c),
            Place.Arguments => ReadArguments(c),
            Place.ArgumentsText => ReadArgumentsText(c),
            Place.OtherValue => ReadOtherValue(c),
            _ => ReadAfterValue(c),
        };
        return reading == CallReading.Pending && _begun ? CallReading.Taken : reading;
    }

    private CallReading Expect(char c, char expected, Place next)
    {
        if (c != expected) return CallReading.Failed;
        _place = next;
        return CallReading.Pending;
    }

    private CallReading ExpectAfterSpace(char c, char expected, Place next) =>
        char.IsWhiteSpace(c) ? CallReading.Pending : Expect(c, expected, next);

    private CallReading ReadMember(char c)
    {
        if (c == '"') BeginString();
        return ExpectAfterSpace(c, '"', Place.MemberName);
    }

    private void BeginString()
    {
        _text.Clear();
        _string = new JsonStringReader(_text);
    }

    private CallReading ReadMemberName(char c)
    {
        switch (_string.Read(c))
        {
            case ValueReading.Inside:
                return CallReading.Pending;
            case ValueReading.EndsHere:
                _member = _text.ToString();
                _place = Place.Colon;
                bool isKnown = IsArguments || _member is Name or "type" or "id";
                return isKnown || !isBare || _begun ? CallReading.Pending : CallReading.Failed;
            default:
                return CallReading.Failed;
        }
    }

    private CallReading BeginValue(char c)
    {
        _scanner = default;
        if (_member == Name && _name is null)
        {
            BeginString();
            return Expect(c, '"', Place.NameValue);
        }

        if (!IsArguments || _hasArguments)
        {
            _place = Place.OtherValue;
            return ReadOtherValue(c);
        }

        _hasArguments = true;
        switch (c)
        {
            case '{':
                _scanner.Read(c);
                _place = Place.ArgumentsOpen;
                _early.Append(c);
                return CallReading.Pending;
            case '"':
                BeginString();
                _place = Place.ArgumentsText;
                return CallReading.Pending;
            case 'n':
                _place = Place.OtherValue;
                return ReadOtherValue(c);
            default:
                return CallReading.Failed;
        }
    }

    private CallReading ReadName(char c)
    {
        ValueReading reading = _string.Read(c);
        if (reading == ValueReading.Inside) return CallReading.Pending;
        if (reading == ValueReading.Failed || string.IsNullOrWhiteSpace(_text.ToString())) return CallReading.Failed;
        _name = _text.ToString();
        _place = Place.AfterValue;
        if (_isObject) Begin();
        return CallReading.Pending;
    }

    /// <summary>Only a member or the end can follow the brace: what else does is no JSON, and so no call.</summary>
    private CallReading OpenArguments(char c)
    {
        if (c is not ('"' or '}') && !char.IsWhiteSpace(c)) return CallReading.Failed;
        if (char.IsWhiteSpace(c))
        {
            _early.Append(c);
            return CallReading.Pending;
        }

        _place = Place.Arguments;
        ShowObject();
        return ReadArguments(c);
    }

    private CallReading ReadArguments(char c)
    {
        Write(c);
        if (_scanner.Read(c) == ValueReading.EndsHere) _place = Place.AfterValue;
        return CallReading.Pending;
    }

    /// <summary>Arguments as a string that holds JSON.</summary>
    private CallReading ReadArgumentsText(char c)
    {
        ValueReading reading = _string.Read(c);
        if (reading == ValueReading.Failed) return CallReading.Failed;
        if (!_isObject && _text.Length > 0 && !char.IsWhiteSpace(_text[0]))
        {
            if (_text[0] != '{') return CallReading.Failed;
            ShowObject();
        }

        if (_begun) writer.Arguments(_text);
        else _early.Append(_text);
        _text.Clear();
        if (reading == ValueReading.EndsHere) _place = Place.AfterValue;
        return CallReading.Pending;
    }

    private CallReading ReadOtherValue(char c)
    {
        ValueReading reading = _scanner.Read(c);
        if (reading == ValueReading.Inside) return CallReading.Pending;
        _place = Place.AfterValue;
        return reading == ValueReading.EndsHere ? CallReading.Pending : ReadAfterValue(c);
    }

    private CallReading ReadAfterValue(char c) => c == '}' ? Close() : ExpectAfterSpace(c, ',', Place.Member);

    private CallReading Close()
    {
        if (!_begun)
        {
            if (_name is null || (isBare && !_hasArguments)) return CallReading.Failed;
            _early.Clear().Append("{}");
            Begin();
        }

        return CallReading.Done;
    }

    private void ShowObject()
    {
        _isObject = true;
        if (_name is not null) Begin();
    }

    private void Begin()
    {
        writer.BeginCall(_name!);
        writer.Arguments(_early);
        _begun = true;
    }

    private void Write(char c)
    {
        if (_begun) writer.Arguments(c);
        else _early.Append(c);
    }
}
