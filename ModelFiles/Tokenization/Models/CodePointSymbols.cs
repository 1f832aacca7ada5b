using System.Text;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>
/// Vocabularies over characters: one symbol for each code point. A code point without one becomes byte tokens where the vocabulary has
/// them all, else the unknown token (several in a row one, where fused), else nothing.
/// </summary>
internal sealed class CodePointSymbols : ISymbolSource
{
    private const int None = -1;
    private readonly Func<string, int?> _find;
    private readonly Dictionary<int, int> _astral = [];
    private readonly int[] _basic = new int[0x10000];
    private readonly int[]? _byteTokens;
    private readonly int? _unknown;
    private readonly bool _fuseUnknown;
    private readonly string? _prefix;
    private readonly string? _suffix;

    /// <param name="codePoints">Every single code point that has a symbol.</param>
    /// <param name="find">The symbol of a string; asked for only where a prefix or suffix marks the place in the word.</param>
    /// <param name="byteTokens">The 256 byte tokens (negative: there is none), where bytes are fallen back to.</param>
    public CodePointSymbols(IEnumerable<(int CodePoint, int Symbol)> codePoints, Func<string, int?> find, int[]? byteTokens, int? unknown,
        bool fuseUnknown, string? prefix = null, string? suffix = null)
    {
        Array.Fill(_basic, None);
        foreach ((int codePoint, int symbol) in codePoints)
        {
            if (codePoint < _basic.Length)
                _basic[codePoint] = symbol;
            else
                _astral[codePoint] = symbol;
        }
        _find = find;
        _byteTokens = byteTokens;
        _unknown = unknown;
        _fuseUnknown = fuseUnknown;
        _prefix = string.IsNullOrEmpty(prefix) ? null : prefix;
        _suffix = string.IsNullOrEmpty(suffix) ? null : suffix;
    }

    public string Spell(ReadOnlySpan<char> piece) => piece.ToString();

    public int Fill(ReadOnlySpan<char> piece, Span<int> symbols)
    {
        int count = 0;
        bool pendingUnknown = false;
        for (int at = 0; at < piece.Length;)
        {
            Rune.DecodeFromUtf16(piece[at..], out Rune rune, out int length);
            bool first = at == 0;
            at += length;
            string? marked = Mark(rune, first, at == piece.Length);
            int symbol = marked is null ? Find(rune.Value) : _find(marked) ?? None;
            if (symbol >= 0)
            {
                if (pendingUnknown)
                    symbols[count++] = _unknown!.Value;
                pendingUnknown = false;
                symbols[count++] = symbol;
            }
            else if (!TryBytes(rune, marked, symbols, ref count) && _unknown is { } unknown)
            {
                if (pendingUnknown && !_fuseUnknown)
                    symbols[count++] = unknown;
                pendingUnknown = true;
            }
        }
        if (pendingUnknown)
            symbols[count++] = _unknown!.Value;
        return count;
    }

    private string? Mark(Rune rune, bool first, bool last)
    {
        if ((_prefix is null || first) && (_suffix is null || !last))
            return null;
        return (first ? null : _prefix) + rune + (last ? _suffix : null);
    }

    private int Find(int codePoint) => codePoint < _basic.Length ? _basic[codePoint] : _astral.GetValueOrDefault(codePoint, None);

    private bool TryBytes(Rune rune, string? marked, Span<int> symbols, ref int count)
    {
        if (_byteTokens is null || (marked is not null && marked.Length != rune.Utf16SequenceLength))
            return false;
        Span<byte> bytes = stackalloc byte[4];
        bytes = bytes[..rune.EncodeToUtf8(bytes)];
        foreach (byte value in bytes)
        {
            if (_byteTokens[value] < 0)
                return false;
        }
        foreach (byte value in bytes)
            symbols[count++] = _byteTokens[value];
        return true;
    }
}
