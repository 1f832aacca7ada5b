using System.Text;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>The printable character that byte-level vocabularies write for each byte: itself where printable, else from U+0100 on.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly short[] Bytes = Invert();

    public static char Character(byte value) => Characters[value];

    /// <summary>The byte that a character stands for, or -1.</summary>
    public static int Byte(char character) => character < Bytes.Length ? Bytes[character] : -1;

    /// <summary>The text's UTF-8 bytes in the alphabet.</summary>
    public static string Encode(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        int count = Encoding.UTF8.GetBytes(text, bytes);
        return string.Create(count, bytes, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = Characters[source[i]];
        });
    }

    /// <summary>The bytes of a token. A token with any character outside the alphabet stands for its own UTF-8 bytes.</summary>
    public static byte[] Decode(string token)
    {
        byte[] bytes = new byte[token.Length];
        for (int i = 0; i < token.Length; i++)
        {
            int value = Byte(token[i]);
            if (value < 0)
                return Encoding.UTF8.GetBytes(token);
            bytes[i] = (byte)value;
        }
        return bytes;
    }

    private static char[] Build()
    {
        char[] characters = new char[256];
        char next = (char)256;
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = printable ? (char)value : next++;
        }
        return characters;
    }

    private static short[] Invert()
    {
        short[] bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < 256; value++)
            bytes[Characters[value]] = (short)value;
        return bytes;
    }
}
