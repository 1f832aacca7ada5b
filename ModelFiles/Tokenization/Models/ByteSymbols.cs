using System.Text.Unicode;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>Byte-level vocabularies: one symbol for each UTF-8 byte. A byte without one (negative) is left out.</summary>
internal sealed class ByteSymbols(int[] symbolOfByte) : ISymbolSource
{
    public string Spell(ReadOnlySpan<char> piece) => ByteAlphabet.Encode(piece);

    public int Fill(ReadOnlySpan<char> piece, Span<int> symbols)
    {
        int count = 0;
        Span<byte> bytes = stackalloc byte[192];
        while (!piece.IsEmpty)
        {
            Utf8.FromUtf16(piece, bytes, out int read, out int written);
            foreach (byte value in bytes[..written])
            {
                if (symbolOfByte[value] >= 0)
                    symbols[count++] = symbolOfByte[value];
            }
            piece = piece[read..];
        }
        return count;
    }
}
