using System.Globalization;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>Reads a Python string after its opening quote, and writes its characters as those of a JSON string.</summary>
internal sealed class PythonStringReader(DeltaWriter writer, char quote, bool isRaw)
{
    /// <summary>Quotes that end the string, 1 or 3; 0 until it is known.</summary>
    private int _width;

    /// <summary>Quotes in a row.</summary>
    private int _quotes = 1;

    private string _escape = "";

    public ValueReading Read(char c)
    {
        if (_escape.Length > 0) return ReadEscape(c);
        if (_width == 0)
        {
            if (c == quote)
            {
                if (++_quotes == 3) Open(3);
                return ValueReading.Inside;
            }

            if (_quotes == 2) return ValueReading.EndedBefore;
            Open(1);
        }

        if (c == quote) return ++_quotes == _width ? ValueReading.EndsHere : ValueReading.Inside;
        for (; _quotes > 0; _quotes--) writer.StringCharacter(quote);
        if (c == '\\') _escape = "\\";
        else writer.StringCharacter(c);
        return ValueReading.Inside;
    }

    private void Open(int width)
    {
        _width = width;
        _quotes = 0;
    }

    private ValueReading ReadEscape(char c)
    {
        if (_escape.Length > 1) return ReadNumericEscape(c);
        _escape += c;
        if (!isRaw && (c is 'x' or 'u' or 'U' || IsOctal(c))) return ValueReading.Inside;
        string meant = isRaw ? _escape : c switch
        {
            '\n' => "",
            '\\' or '\'' or '"' => c.ToString(),
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'v' => "\v",
            _ => _escape,
        };
        EndEscape(meant);
        return ValueReading.Inside;
    }

    private ValueReading ReadNumericEscape(char c)
    {
        bool isOctal = IsOctal(_escape[1]);
        int length = isOctal ? 4 : _escape[1] switch { 'x' => 4, 'u' => 6, _ => 10 };
        bool belongs = isOctal ? IsOctal(c) : char.IsAsciiHexDigit(c);
        if (belongs) _escape += c;
        if (belongs && _escape.Length < length) return ValueReading.Inside;
        if (isOctal) WriteScalar(Octal(_escape.AsSpan(1)));
        else if (belongs) WriteScalar(uint.Parse(_escape.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        else EndEscape(_escape);
        _escape = "";
        return belongs ? ValueReading.Inside : Read(c);
    }

    private static bool IsOctal(char c) => c is >= '0' and <= '7';

    private static uint Octal(ReadOnlySpan<char> digits)
    {
        uint value = 0;
        foreach (char digit in digits) value = value * 8 + (uint)(digit - '0');
        return value;
    }

    private void WriteScalar(uint scalar)
    {
        if (scalar > 0x10FFFF) EndEscape(_escape);
        else if (scalar is >= 0xD800 and <= 0xDFFF) writer.Arguments($"\\u{scalar:x4}");
        else EndEscape(char.ConvertFromUtf32((int)scalar));
    }

    private void EndEscape(string meant)
    {
        foreach (char c in meant) writer.StringCharacter(c);
        _escape = "";
    }
}
