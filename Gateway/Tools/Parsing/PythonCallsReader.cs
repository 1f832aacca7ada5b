using System.Text;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>
/// Reads <c>[name(argument=value, …), …]</c> with literal values, and writes them as JSON, spaced as Python spaces it. A call begins
/// with its first value. Where a value turns out to be no literal, the call stays unfinished and the rest is content.
/// </summary>
internal sealed class PythonCallsReader(DeltaWriter writer) : ICallReader
{
    /// <summary>What is open around a value: a call, or a container by its bracket; a dictionary within an entry is a colon.</summary>
    private readonly Stack<char> _open = new();

    private const char Call = 'f';
    private const char Entry = ':';

    private readonly StringBuilder _token = new();
    private Place _place = Place.Open;
    private PythonStringReader _string = null!;
    private string _name = "";
    private string _argument = "";
    private bool _begun;
    private int _calls;

    /// <summary>The innermost container has an item, so that a comma comes before the next.</summary>
    private bool _hasItems;

    private enum Place
    {
        Open,
        CallOrEnd,
        Name,
        ArgumentOrEnd,
        Argument,
        Equals,
        Value,
        Token,
        String,
        AfterValue,
        AfterCall,
    }

    public CallReading Read(char c) => _place switch
    {
        Place.String => ReadString(c),
        Place.Token => ReadToken(c),
        Place.Name => ReadName(c),
        Place.Argument => ReadArgument(c),
        _ when char.IsWhiteSpace(c) => CallReading.Pending,
        Place.Open => Move(c == '[', Place.CallOrEnd),
        Place.CallOrEnd when c == ']' && _calls > 0 => CallReading.Done,
        Place.CallOrEnd => BeginWord(c, Place.Name),
        Place.ArgumentOrEnd when c == ')' => Close(c),
        Place.ArgumentOrEnd => BeginWord(c, Place.Argument),
        Place.Equals => Move(c == '=', Place.Value),
        Place.Value => BeginValue(c),
        Place.AfterValue => ReadAfterValue(c),
        _ => ReadAfterCall(c),
    };

    private CallReading Move(bool fits, Place next)
    {
        if (!fits) return CallReading.Failed;
        _place = next;
        return CallReading.Pending;
    }

    private CallReading BeginWord(char c, Place word)
    {
        _token.Clear().Append(c);
        return Move(char.IsLetter(c) || c == '_', word);
    }

    private CallReading ReadName(char c)
    {
        if (char.IsLetterOrDigit(c) || c is '_' or '.' or '-')
        {
            _token.Append(c);
            return CallReading.Pending;
        }

        if (c != '(') return CallReading.Failed;
        _name = _token.ToString();
        _begun = false;
        Push(Call);
        _place = Place.ArgumentOrEnd;
        return CallReading.Pending;
    }

    private CallReading ReadArgument(char c)
    {
        if (char.IsLetterOrDigit(c) || c == '_')
        {
            _token.Append(c);
            return CallReading.Pending;
        }

        _argument = _token.ToString();
        return Move(c == '=' || char.IsWhiteSpace(c), c == '=' ? Place.Value : Place.Equals);
    }

    private CallReading BeginValue(char c)
    {
        switch (c)
        {
            case '"' or '\'':
                BeginString(c, isRaw: false);
                return CallReading.Taken;
            case '[' or '(' or '{' when _open.Peek() != '{':
                BeginItem();
                writer.Arguments(c == '{' ? c : '[');
                Push(c);
                return CallReading.Taken;
            case ']' or ')' or '}' when _open.Peek() is '[' or '(' or '{':
                return Close(c);
            default:
                _token.Clear().Append(c);
                return Move(IsTokenCharacter(c), Place.Token);
        }
    }

    private static bool IsTokenCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '+' or '-';

    private CallReading ReadToken(char c)
    {
        if (IsTokenCharacter(c))
        {
            _token.Append(c);
            return CallReading.Pending;
        }

        string token = _token.ToString();
        if (c is '"' or '\'' && token is "r" or "R" or "u")
        {
            BeginString(c, isRaw: token != "u");
            return CallReading.Taken;
        }

        if (PythonScalar.ToJson(token) is not { } json) return CallReading.Failed;
        BeginItem();
        writer.Arguments(_open.Peek() == '{' ? $"\"{json}\"" : json);
        return EndValue(c);
    }

    private void BeginString(char quote, bool isRaw)
    {
        BeginItem();
        writer.Arguments('"');
        _string = new PythonStringReader(writer, quote, isRaw);
        _place = Place.String;
    }

    private CallReading ReadString(char c)
    {
        ValueReading reading = _string.Read(c);
        if (reading == ValueReading.Inside) return CallReading.Taken;
        writer.Arguments('"');
        if (reading == ValueReading.EndedBefore) return EndValue(c);
        _place = Place.AfterValue;
        _hasItems = true;
        return CallReading.Taken;
    }

    /// <summary>The value ended before this character, and is said.</summary>
    private CallReading EndValue(char c)
    {
        writer.DropHeld();
        _hasItems = true;
        _place = Place.AfterValue;
        return char.IsWhiteSpace(c) ? CallReading.Pending : ReadAfterValue(c);
    }

    /// <summary>Writes what stands before a value: a comma before all but the first, an argument's name.</summary>
    private void BeginItem()
    {
        char container = _open.Peek();
        if (!_begun) BeginCall();
        if (container == Entry) writer.Arguments(": ");
        else if (_hasItems) writer.Arguments(", ");
        if (container == Call) writer.Arguments($"\"{_argument}\": ");
    }

    private void BeginCall()
    {
        writer.BeginCall(_name);
        writer.Arguments('{');
        _begun = true;
    }

    private CallReading ReadAfterValue(char c)
    {
        switch (c)
        {
            case ',' when _open.Peek() != '{':
                if (_open.Peek() == Entry) Replace(Entry, '{');
                _place = _open.Peek() == Call ? Place.ArgumentOrEnd : Place.Value;
                return CallReading.Pending;
            case ':' when _open.Peek() == '{':
                Replace('{', Entry);
                _place = Place.Value;
                return CallReading.Pending;
            case '}' when _open.Peek() == '{':
                return CallReading.Failed;
            default:
                return Close(c);
        }
    }

    private void Replace(char top, char by)
    {
        if (_open.Pop() != top) throw new InvalidOperationException("The containers are not nested as they were read.");
        _open.Push(by);
    }

    private void Push(char container)
    {
        _open.Push(container);
        _hasItems = false;
        _place = Place.Value;
    }

    /// <summary>Closes the innermost container, if this is its closing bracket.</summary>
    private CallReading Close(char c)
    {
        bool fits = (_open.Peek(), c) is (Call or '(', ')') or ('[', ']') or ('{' or Entry, '}');
        if (!fits) return CallReading.Failed;
        char closed = _open.Pop();
        if (closed == Call)
        {
            if (!_begun) BeginCall();
            _calls++;
        }

        writer.Arguments(closed is '[' or '(' ? ']' : '}');
        _hasItems = true;
        _place = closed == Call ? Place.AfterCall : Place.AfterValue;
        return CallReading.Taken;
    }

    private CallReading ReadAfterCall(char c)
    {
        if (c == ']') return CallReading.Done;
        if (c == ',') _place = Place.CallOrEnd;
        return c == ',' ? CallReading.Taken : CallReading.Failed;
    }
}
