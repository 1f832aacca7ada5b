using System.Text;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Lexing;

/// <summary>The escape sequences of string literals, which are Python's.</summary>
internal static class StringLiteral
{
    /// <summary>Returns null when an escape sequence is not complete or names no character.</summary>
    public static string? Unescape(ReadOnlySpan<char> literal)
    {
        if (!literal.Contains('\\')) return literal.ToString();
        var text = new StringBuilder(literal.Length);
        for (int at = 0; at < literal.Length; at++)
        {
            if (literal[at] != '\\')
            {
                text.Append(literal[at]);
                continue;
            }

            if (++at == literal.Length) return null;
            int digits = literal[at] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0)
            {
                if (!TryCode(literal[(at + 1)..], digits, text)) return null;
                at += digits;
            }
            else if (literal[at] is >= '0' and <= '7')
            {
                int code = 0, count = 0;
                for (; count < 3 && at + count < literal.Length && literal[at + count] is >= '0' and <= '7'; count++)
                {
                    code = (code * 8) + (literal[at + count] - '0');
                }

                text.Append((char)code);
                at += count - 1;
            }
            else if (literal[at] == 'N')
            {
                return null;
            }
            else
            {
                AppendSimple(literal[at], text);
            }
        }

        return text.ToString();
    }

    private static void AppendSimple(char escape, StringBuilder text)
    {
        int at = "\\'\"abfnrtv".IndexOf(escape);
        if (at >= 0) text.Append("\\'\"\a\b\f\n\r\t\v"[at]);
        else if (escape != '\n') text.Append('\\').Append(escape);
    }

    private static bool TryCode(ReadOnlySpan<char> rest, int digits, StringBuilder text)
    {
        if (rest.Length < digits) return false;
        uint code = 0;
        foreach (char c in rest[..digits])
        {
            int digit = Characters.DigitValue(c);
            if (digit >= 16) return false;
            code = (code << 4) | (uint)digit;
        }

        if (code > 0x10FFFF) return false;
        if (code < 0x10000) text.Append((char)code);
        else text.Append(char.ConvertFromUtf32((int)code));
        return true;
    }
}
