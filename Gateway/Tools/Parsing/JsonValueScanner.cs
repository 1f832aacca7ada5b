namespace Inference.Gateway.Tools.Parsing;

/// <summary>
/// Finds where a JSON value ends, in constant memory at any depth. It does not check the value: what is wrong inside a call's
/// arguments is for the client to see.
/// </summary>
internal struct JsonValueScanner
{
    private int _depth;
    private bool _inString;
    private bool _escaped;

    public ValueReading Read(char c)
    {
        if (_inString) return ReadInString(c);
        switch (c)
        {
            case '"':
                _inString = true;
                return ValueReading.Inside;
            case '{' or '[':
                _depth++;
                return ValueReading.Inside;
            case '}' or ']' when _depth > 0:
                return --_depth == 0 ? ValueReading.EndsHere : ValueReading.Inside;
            case '}' or ']':
            case ',' when _depth == 0:
                return ValueReading.EndedBefore;
            default:
                return _depth == 0 && char.IsWhiteSpace(c) ? ValueReading.EndedBefore : ValueReading.Inside;
        }
    }

    private ValueReading ReadInString(char c)
    {
        if (_escaped) _escaped = false;
        else if (c == '\\') _escaped = true;
        else if (c == '"') _inString = false;
        return _inString || _depth > 0 ? ValueReading.Inside : ValueReading.EndsHere;
    }
}
