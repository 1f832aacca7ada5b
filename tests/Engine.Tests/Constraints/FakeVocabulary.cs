using System.Text;
using Inference.Engine.Constraints;
using Inference.Engine.Constraints.Masks;

namespace Inference.Engine.Tests.Constraints;

/// <summary>Every byte, then some longer tokens, among them pieces that split characters; the last token is special and ends texts.</summary>
internal sealed class FakeVocabulary : ITokenVocabulary
{
    private static readonly string[] Longer =
    [
        "{\"", "\":", "\", \"", "\"}", "}}", "]}", "[[", "]]", "true", "false", "null", "tru", ", ", ": ", "\n  ", "name", "\"name\"", "ab", "abc", "12", "0.5", "-1", "e+", "é", "日本", "😀", "\\u00", "\\\"",
        "a\"", "b\",", "x\"}", "1}", "2,", "0]", "  ", "\n    \"", "2024-", "T12:", "@a", "::",
    ];

    private readonly byte[][] _tokens =
    [
        .. Enumerable.Range(0, 256).Select(value => new[] { (byte)value }),
        .. Longer.Select(Encoding.UTF8.GetBytes),
        [0xE6, 0x97], [0xA5, (byte)'"'], [0xF0, 0x9F], [(byte)'"', 0xC3], [],
        "<end>"u8.ToArray(),
    ];

    public int Size => _tokens.Length;

    public int End => Size - 1;

    public TokenTrie Trie => TokenTrie.Of(this, Size);

    public ReadOnlySpan<byte> Bytes(int id) => _tokens[id];

    public bool IsSpecial(int id) => id == End;
}
