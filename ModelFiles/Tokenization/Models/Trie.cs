namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>A set of strings, walked one UTF-16 unit at a time. Built once; then safe for concurrent reading.</summary>
internal sealed class Trie
{
    public const int Root = 0;
    private const int NoValue = -1;
    private readonly PairTable _children = new();
    private readonly List<int> _values = [NoValue];

    public bool IsEmpty => _values.Count == 1;

    /// <summary>Adds a string, or gives it another value.</summary>
    public void Add(ReadOnlySpan<char> text, int value)
    {
        int node = Root;
        foreach (char unit in text)
        {
            if (_children.TryGet(node, unit, out int child, out _))
            {
                node = child;
                continue;
            }
            _values.Add(NoValue);
            _children.Set(node, unit, _values.Count - 1, 0);
            node = _values.Count - 1;
        }
        _values[node] = value;
    }

    /// <summary>Steps down by one unit; false where no string goes on like this.</summary>
    public bool TryStep(ref int node, char unit)
    {
        bool found = _children.TryGet(node, unit, out int child, out _);
        if (found)
            node = child;
        return found;
    }

    /// <summary>The value of the string that ends at a node.</summary>
    public bool TryValue(int node, out int value)
    {
        value = _values[node];
        return value != NoValue;
    }

    /// <summary>The longest string that the text starts with; 0 where there is none.</summary>
    public int LongestPrefix(ReadOnlySpan<char> text, out int value)
    {
        int node = Root, length = 0;
        value = NoValue;
        for (int at = 0; at < text.Length && TryStep(ref node, text[at]); at++)
        {
            if (!TryValue(node, out int found))
                continue;
            value = found;
            length = at + 1;
        }
        return length;
    }
}
