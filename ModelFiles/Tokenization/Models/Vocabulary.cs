namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>Tokens and their ids, both ways. Ids may have gaps.</summary>
internal sealed class Vocabulary
{
    /// <summary>No published vocabulary comes near this; a larger id is damage, and tables are sized by ids.</summary>
    public const int MaximumSize = 1 << 22;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private readonly string?[] _tokens;

    public Vocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        _idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach ((string token, int id) in ids)
            _tokens[id] = token;
    }

    /// <summary>Highest id + 1.</summary>
    public int Size => _tokens.Length;

    public int Count => _ids.Count;

    public IEnumerable<KeyValuePair<string, int>> Entries => _ids;

    public string? Token(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    public bool TryId(ReadOnlySpan<char> token, out int id) => _idsBySpan.TryGetValue(token, out id);

    public int? Id(ReadOnlySpan<char> token) => TryId(token, out int id) ? id : null;
}
