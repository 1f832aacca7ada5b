namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>
/// The symbols that merging works on: the vocabulary's tokens under their ids and, beyond the highest id, strings that occur in merges
/// without being tokens. What such a symbol is worth if it is left over at the end is said by an expansion.
/// </summary>
internal sealed class SymbolTable(Vocabulary vocabulary)
{
    private readonly Dictionary<string, int> _extra = [];
    private readonly List<int[]> _expansions = [];

    public Vocabulary Vocabulary => vocabulary;

    public int? Find(ReadOnlySpan<char> text) => vocabulary.TryId(text, out int id) ? id
        : _extra.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int symbol) ? symbol : null;

    /// <param name="expand">The ids that stand for a string which is no token.</param>
    public int FindOrAdd(ReadOnlySpan<char> text, Func<string, int[]> expand)
    {
        if (Find(text) is { } found)
            return found;
        string name = text.ToString();
        int symbol = vocabulary.Size + _expansions.Count;
        _extra.Add(name, symbol);
        _expansions.Add(expand(name));
        return symbol;
    }

    public void Append(int symbol, List<int> output)
    {
        if (symbol < vocabulary.Size)
            output.Add(symbol);
        else
            output.AddRange(_expansions[symbol - vocabulary.Size]);
    }
}
