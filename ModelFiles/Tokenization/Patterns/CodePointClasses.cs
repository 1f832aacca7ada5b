namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>
/// Sorts all code points into classes whose members no set of a pattern tells apart, so that matching looks a code point up once and
/// then tests small tables.
/// </summary>
internal sealed class CodePointClasses
{
    private const int BasicPlane = 0x10000;
    private readonly ushort[] _basic = new ushort[BasicPlane];
    private readonly int[] _starts;
    private readonly ushort[] _classes;

    public CodePointClasses(IReadOnlyList<CodePointSet> sets)
    {
        SortedSet<int> starts = [0, BasicPlane];
        foreach (CodePointSet set in sets)
            starts.UnionWith(set.Bounds);
        starts.Remove(CodePointSet.Limit);
        _starts = [.. starts];
        _classes = new ushort[_starts.Length];
        Dictionary<string, ushort> known = [];
        int[] cursors = new int[sets.Count];
        char[] signature = new char[sets.Count];
        List<bool[]> members = [];
        for (int segment = 0; segment < _starts.Length; segment++)
        {
            for (int set = 0; set < sets.Count; set++)
            {
                int[] bounds = sets[set].Bounds;
                while (cursors[set] < bounds.Length && bounds[cursors[set]] <= _starts[segment])
                    cursors[set]++;
                signature[set] = (cursors[set] & 1) != 0 ? '1' : '0';
            }
            string key = new(signature);
            if (!known.TryGetValue(key, out ushort id))
            {
                if (known.Count == ushort.MaxValue)
                    throw new PatternException("regular expression: too many different characters");
                known[key] = id = (ushort)known.Count;
                members.Add([.. signature.Select(bit => bit == '1')]);
            }
            _classes[segment] = id;
            int end = segment + 1 < _starts.Length ? _starts[segment + 1] : CodePointSet.Limit;
            if (_starts[segment] < BasicPlane)
                _basic.AsSpan(_starts[segment], Math.Min(end, BasicPlane) - _starts[segment]).Fill(id);
        }
        Count = known.Count;
        Members = [.. Enumerable.Range(0, sets.Count).Select(set => members.Select(row => row[set]).ToArray())];
    }

    public int Count { get; }

    /// <summary>[set, class] → whether the class is in the set.</summary>
    public bool[][] Members { get; }

    /// <summary>The class of the code point that starts at a position, and its length in UTF-16 units.</summary>
    public int At(ReadOnlySpan<char> text, int position, out int length)
    {
        char first = text[position];
        if (!char.IsHighSurrogate(first) || position + 1 >= text.Length || !char.IsLowSurrogate(text[position + 1]))
        {
            length = 1;
            return _basic[first];
        }
        length = 2;
        int index = Array.BinarySearch(_starts, char.ConvertToUtf32(first, text[position + 1]));
        return _classes[index >= 0 ? index : ~index - 1];
    }
}
