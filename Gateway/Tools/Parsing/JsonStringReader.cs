using System.Globalization;
using System.Text;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>Decodes a JSON string after its opening quote, into a text that its caller may empty at any time.</summary>
internal sealed class JsonStringReader(StringBuilder decoded)
{
    private const char Replacement = '\uFFFD';

    private string _escape = "";

    /// <summary>The first half of a surrogate pair that was written as an escape.</summary>
    private char? _half;

    public ValueReading Read(char c)
    {
        if (_escape.Length > 0) return ReadEscape(c);
        switch (c)
        {
            case '\\':
                _escape = "\\";
                return ValueReading.Inside;
            case '"':
                EndHalf();
                return ValueReading.EndsHere;
            case < ' ':
                return ValueReading.Failed;
            default:
                EndHalf();
                decoded.Append(c);
                return ValueReading.Inside;
        }
    }

    private ValueReading ReadEscape(char c)
    {
        _escape += c;
        if (_escape[1] == 'u') return ReadUnicodeEscape(c);
        char? meant = c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => null,
        };
        if (meant is null) return ValueReading.Failed;
        EndHalf();
        decoded.Append(meant.Value);
        _escape = "";
        return ValueReading.Inside;
    }

    private ValueReading ReadUnicodeEscape(char c)
    {
        if (_escape.Length > 2 && !char.IsAsciiHexDigit(c)) return ValueReading.Failed;
        if (_escape.Length < 6) return ValueReading.Inside;
        char unit = (char)ushort.Parse(_escape.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _escape = "";
        if (char.IsLowSurrogate(unit) && _half is { } half)
        {
            decoded.Append(half).Append(unit);
            _half = null;
            return ValueReading.Inside;
        }

        EndHalf();
        if (char.IsHighSurrogate(unit)) _half = unit;
        else decoded.Append(char.IsLowSurrogate(unit) ? Replacement : unit);
        return ValueReading.Inside;
    }

    /// <summary>A half without its other half is no character.</summary>
    private void EndHalf()
    {
        if (_half is not null) decoded.Append(Replacement);
        _half = null;
    }
}
