using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Automata;

/// <summary>An automaton with edges for bytes, for calls of rules, and for nothing.</summary>
internal sealed class Nfa
{
    private readonly List<int> _firstEdge = [];
    private readonly List<Edge> _edges = [];
    private readonly bool[] _nullable;

    /// <param name="nullable">By rule, whether it has the empty text: a call of it may be skipped.</param>
    public Nfa(bool[] nullable) => _nullable = nullable;

    /// <summary>Kind and label in one: a byte range, nothing, or a call of the rule <paramref name="High"/>.</summary>
    public readonly record struct Edge(short Low, int High, int To, int Next)
    {
        public const short Nothing = -1, Call = -2;
    }

    public int Count => _firstEdge.Count;

    public int AddNode()
    {
        if (_firstEdge.Count == ConstraintLimits.NfaNodes) throw ConstraintError.TooLarge($"more than {ConstraintLimits.NfaNodes} places in it; look for large counts, nested ones above all");
        _firstEdge.Add(-1);
        return _firstEdge.Count - 1;
    }

    public EdgeList Edges(int node) => new(_edges, _firstEdge[node]);

    /// <summary>Adds what the expression reads behind a node.</summary>
    /// <returns>The node behind that.</returns>
    public int Append(int from, Expr expression)
    {
        switch (expression)
        {
            case Expr.ByteRange bytes: return AppendBytes(from, bytes);
            case Expr.Characters characters: return AppendCharacters(from, characters.Set);
            case Expr.Sequence sequence: return sequence.Parts.Aggregate(from, Append);
            case Expr.Repeat repeat: return AppendRepeat(from, repeat);
            case Expr.Graph graph: return AppendGraph(from, graph);
            case Expr.Call call:
                int behind = AddNode();
                AddEdge(from, Edge.Call, call.Rule, behind);
                if (_nullable[call.Rule]) Skip(from, behind);
                return behind;
            case Expr.Choice choice:
                int end = AddNode();
                foreach (Expr option in choice.Options) Skip(Append(from, option), end);
                return end;
            default: throw new InvalidOperationException($"No such expression: {expression}.");
        }
    }

    private int AppendBytes(int from, Expr.ByteRange bytes)
    {
        int to = AddNode();
        AddEdge(from, bytes.First, bytes.Last, to);
        return to;
    }

    // Sequences with the same rest share its nodes.
    private int AppendCharacters(int from, CodePointSet set)
    {
        int end = AddNode();
        Dictionary<(int, byte, byte), int> before = [];
        foreach ((byte First, byte Last)[] sequence in Utf8Ranges.Of(set))
        {
            int rest = end;
            for (int i = sequence.Length - 1; i > 0; i--)
            {
                (int, byte First, byte Last) key = (rest, sequence[i].First, sequence[i].Last);
                if (!before.TryGetValue(key, out int node))
                {
                    before[key] = node = AddNode();
                    AddEdge(node, key.First, key.Last, rest);
                }

                rest = node;
            }

            AddEdge(from, sequence[0].First, sequence[0].Last, rest);
        }

        return end;
    }

    private int AppendRepeat(int from, Expr.Repeat repeat)
    {
        int node = from;
        for (int i = 0; i < repeat.Min; i++) node = Append(Behind(node), repeat.Body);
        int end = AddNode();
        if (repeat.Max is not { } max)
        {
            int loop = Behind(node);
            Skip(Append(loop, repeat.Body), loop);
            Skip(loop, end);
            return end;
        }

        for (int i = repeat.Min; i < max; i++)
        {
            Skip(node, end);
            node = Append(Behind(node), repeat.Body);
        }

        Skip(node, end);
        return end;
    }

    private int AppendGraph(int from, Expr.Graph graph)
    {
        var nodes = new int[graph.Nodes];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = AddNode();
        Skip(from, nodes[0]);
        foreach ((int start, int end, Expr label) in graph.Edges) Skip(Append(nodes[start], label), nodes[end]);
        return nodes[^1];
    }

    private int Behind(int node)
    {
        int next = AddNode();
        Skip(node, next);
        return next;
    }

    private void Skip(int from, int to) => AddEdge(from, Edge.Nothing, 0, to);

    private void AddEdge(int from, short low, int high, int to)
    {
        _edges.Add(new Edge(low, high, to, _firstEdge[from]));
        _firstEdge[from] = _edges.Count - 1;
    }

    /// <summary>The edges of one node.</summary>
    public struct EdgeList(List<Edge> edges, int first)
    {
        private int _next = first;

        public Edge Current { get; private set; }

        public readonly EdgeList GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next < 0) return false;
            Current = edges[_next];
            _next = Current.Next;
            return true;
        }
    }
}
