using System.Runtime.InteropServices;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Automata;

/// <summary>Turns expressions into nodes of one growing list, rule after rule.</summary>
internal sealed class Determinization(bool[] nullable)
{
    private static readonly bool[] NoRules = [];
    private readonly List<DfaNode> _nodes = [];
    private long _work;

    public List<DfaNode> Nodes => _nodes;

    /// <summary>The automaton of an expression without calls; its first node is 0.</summary>
    public static List<DfaNode> Of(Expr expression)
    {
        Determinization result = new(NoRules);
        result.Add(expression);
        return result.Nodes;
    }

    /// <returns>The expression's first node.</returns>
    public int Add(Expr expression)
    {
        Nfa nfa = new(nullable);
        int start = nfa.AddNode(), end = nfa.Append(start, expression);
        Subsets subsets = new(nfa, _nodes.Count);
        int first = subsets.Of([start]);
        for (int i = 0; i < subsets.Count; i++)
        {
            int[] set = subsets[i];
            if ((_work += set.Length) > ConstraintLimits.DeterminizationWork || _nodes.Count == ConstraintLimits.DfaNodes)
            {
                throw ConstraintError.TooLarge("following all its alternatives at once takes too many states");
            }

            _nodes.Add(new DfaNode(Array.BinarySearch(set, end) >= 0, ByteEdges(nfa, set, subsets), CallEdges(nfa, set, subsets)));
        }

        return first;
    }

    private static CallEdge[] CallEdges(Nfa nfa, int[] set, Subsets subsets)
    {
        SortedDictionary<int, List<int>>? targets = null;
        foreach (int node in set)
        {
            foreach (Nfa.Edge edge in nfa.Edges(node))
            {
                if (edge.Low != Nfa.Edge.Call) continue;
                targets ??= [];
                if (!targets.TryGetValue(edge.High, out List<int>? list)) targets[edge.High] = list = [];
                list.Add(edge.To);
            }
        }

        return targets is null ? [] : [.. targets.Select(pair => new CallEdge(pair.Key, subsets.Of(CollectionsMarshal.AsSpan(pair.Value))))];
    }

    // Between two neighbouring boundaries all bytes have the same targets.
    private ByteEdge[] ByteEdges(Nfa nfa, int[] set, Subsets subsets)
    {
        List<Nfa.Edge> edges = [];
        Span<bool> boundary = stackalloc bool[257];
        boundary.Clear();
        foreach (int node in set)
        {
            foreach (Nfa.Edge edge in nfa.Edges(node))
            {
                if (edge.Low < 0) continue;
                edges.Add(edge);
                boundary[edge.Low] = boundary[edge.High + 1] = true;
            }
        }

        edges.Sort(static (x, y) => x.Low.CompareTo(y.Low));
        List<ByteEdge> result = [];
        List<int> targets = [];
        for (int low = 0; low < 256;)
        {
            int high = low;
            while (high < 255 && !boundary[high + 1]) high++;
            targets.Clear();
            foreach (Nfa.Edge edge in edges)
            {
                if (edge.Low > low) break;
                if (edge.High >= low) targets.Add(edge.To);
            }

            _work += edges.Count;
            if (targets.Count > 0)
            {
                int to = subsets.Of(CollectionsMarshal.AsSpan(targets));
                if (result.Count > 0 && result[^1].To == to && result[^1].Last == low - 1) result[^1] = result[^1] with { Last = (byte)high };
                else result.Add(new ByteEdge((byte)low, (byte)high, to));
            }

            low = high + 1;
        }

        return [.. result];
    }
}
