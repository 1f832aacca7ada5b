namespace Inference.Engine.Constraints.Automata;

/// <summary>Sets of places in an automaton that a text may have led to at once; equal sets have one number.</summary>
internal sealed class Subsets(Nfa nfa, int firstNumber)
{
    private readonly Dictionary<int[], int> _numbers = new(SetComparer.Instance);
    private readonly List<int[]> _sets = [];
    private readonly Stack<int> _open = [];
    private readonly int[] _seen = new int[nfa.Count];
    private readonly List<int> _members = [];
    private int _round;

    public int Count => _sets.Count;

    public int[] this[int index] => _sets[index];

    /// <summary>The number of the set of all places that can be reached from these without reading anything.</summary>
    public int Of(ReadOnlySpan<int> nodes)
    {
        _round++;
        _members.Clear();
        foreach (int node in nodes) Visit(node);
        while (_open.TryPop(out int node))
        {
            bool reads = false, any = false;
            foreach (Nfa.Edge edge in nfa.Edges(node))
            {
                any = true;
                if (edge.Low == Nfa.Edge.Nothing) Visit(edge.To);
                else reads = true;
            }

            // Places that only lead to others say nothing of their own.
            if (reads || !any) _members.Add(node);
        }

        _members.Sort();
        int[] set = [.. _members];
        if (_numbers.TryGetValue(set, out int number)) return number;
        number = firstNumber + _sets.Count;
        _numbers.Add(set, number);
        _sets.Add(set);
        return number;
    }

    private void Visit(int node)
    {
        if (_seen[node] == _round) return;
        _seen[node] = _round;
        _open.Push(node);
    }

    private sealed class SetComparer : IEqualityComparer<int[]>
    {
        public static SetComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] set)
        {
            HashCode hash = default;
            foreach (int member in set) hash.Add(member);
            return hash.ToHashCode();
        }
    }
}
