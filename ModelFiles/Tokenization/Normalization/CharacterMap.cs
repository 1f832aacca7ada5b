using System.Buffers.Binary;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>
/// SentencePiece's precompiled_charsmap: byte count of a double array, the array (a trie over UTF-8), and replacement texts ending in NUL.
/// Nothing in it is trusted: an index outside ends the walk.
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <exception cref="FormatException">The sizes do not fit the data.</exception>
    public CharacterMap(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            _units = [];
            _replacements = [];
            return;
        }
        uint size = data.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (size > data.Length - 4 || size % 4 != 0)
            throw new FormatException($"the character map's trie is said to take {size} bytes of {data.Length}");
        _units = new uint[size / 4];
        for (int i = 0; i < _units.Length; i++)
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(data[(4 + (4 * i))..]);
        _replacements = data[(4 + (int)size)..].ToArray();
    }

    public bool IsEmpty => _units.Length == 0;

    /// <summary>How many bytes the shortest or longest key takes that the text starts with (0: none), and what replaces them.</summary>
    public int Match(ReadOnlySpan<byte> text, bool longest, out ReadOnlySpan<byte> replacement)
    {
        replacement = default;
        int matched = 0;
        if (_units.Length == 0)
            return 0;
        uint node = Offset(_units[0]);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == 0)
                break;
            node ^= text[at];
            if (node >= _units.Length)
                break;
            uint unit = _units[node];
            if ((unit & 0x8000_00FF) != text[at])
                break;
            node ^= Offset(unit);
            if ((unit & 0x100) == 0)
                continue;
            if (node >= _units.Length)
                break;
            replacement = Replacement(_units[node] & 0x7FFF_FFFF);
            matched = at + 1;
            if (!longest)
                break;
        }
        return matched;
    }

    private ReadOnlySpan<byte> Replacement(uint start)
    {
        if (start >= _replacements.Length)
            return default;
        ReadOnlySpan<byte> rest = _replacements.AsSpan((int)start);
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
