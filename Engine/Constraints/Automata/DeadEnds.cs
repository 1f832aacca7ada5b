namespace Inference.Engine.Constraints.Automata;

/// <summary>Takes away edges from which no end can be reached.</summary>
internal sealed class DeadEnds
{
    private readonly bool[] _good, _reads;
    private readonly ILookup<int, int> _rulesAt;
    private readonly List<(int From, int Rule)>[] _into;
    private readonly List<(int From, int To)>[] _calls;
    private readonly Stack<int> _found = [];
    private readonly Stack<int> _leading = [];

    private const int ByByte = -1;

    private DeadEnds(DfaNode[] nodes, int[] starts)
    {
        (_good, _reads) = (new bool[nodes.Length], new bool[starts.Length]);
        _rulesAt = Enumerable.Range(0, starts.Length).ToLookup(rule => starts[rule]);
        _into = [.. nodes.Select(_ => new List<(int, int)>())];
        _calls = [.. starts.Select(_ => new List<(int, int)>())];
        for (int node = 0; node < nodes.Length; node++)
        {
            if (nodes[node].Accepts) Find(node);
            foreach (ByteEdge edge in nodes[node].Bytes) _into[edge.To].Add((node, ByByte));
            foreach (CallEdge call in nodes[node].Calls)
            {
                _into[call.To].Add((node, call.Rule));
                _calls[call.Rule].Add((node, call.To));
            }
        }
    }

    /// <param name="nodes">Changed in place.</param>
    /// <param name="starts">First node by rule.</param>
    /// <param name="writable">By byte, whether edges may use it.</param>
    public static void Remove(DfaNode[] nodes, int[] starts, bool[] writable)
    {
        foreach (DfaNode node in nodes) node.Bytes = [.. node.Bytes.SelectMany(edge => Writable(edge, writable))];
        DeadEnds ends = new(nodes, starts);
        ends.Settle();
        foreach (DfaNode node in nodes)
        {
            node.Bytes = [.. node.Bytes.Where(edge => ends._good[edge.To])];
            node.Calls = [.. node.Calls.Where(call => ends._good[call.To] && ends._reads[call.Rule])];
        }
    }

    // Good is a node that is an end or leads to a good one. A call leads on where its rule can read something and then end.
    private void Settle()
    {
        while (true)
        {
            if (_found.TryPop(out int good))
            {
                foreach ((int from, int rule) in _into[good])
                {
                    if (rule == ByByte || _reads[rule]) _leading.Push(from);
                }
            }
            else if (_leading.TryPop(out int node))
            {
                Find(node);
                foreach (int rule in _rulesAt[node].Where(rule => !_reads[rule]))
                {
                    _reads[rule] = true;
                    foreach ((int from, int to) in _calls[rule])
                    {
                        if (_good[to]) _leading.Push(from);
                    }
                }
            }
            else
            {
                return;
            }
        }
    }

    private void Find(int node)
    {
        if (_good[node]) return;
        _good[node] = true;
        _found.Push(node);
    }

    private static IEnumerable<ByteEdge> Writable(ByteEdge edge, bool[] writable)
    {
        for (int first = edge.First; first <= edge.Last; first++)
        {
            if (!writable[first]) continue;
            int last = first;
            while (last < edge.Last && writable[last + 1]) last++;
            yield return new ByteEdge((byte)first, (byte)last, edge.To);
            first = last;
        }
    }
}
