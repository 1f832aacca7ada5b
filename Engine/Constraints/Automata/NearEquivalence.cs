namespace Inference.Engine.Constraints.Automata;

/// <summary>
/// Groups nodes that no text of at most so many bytes tells apart. Of the thousand places in a string of at most a thousand
/// characters, all but the last are one group: what a token may do does not depend on an end that it cannot reach.
/// </summary>
internal static class NearEquivalence
{
    private const long MostWork = 20_000_000;

    /// <returns>By node, a number that the nodes of its group share. Where grouping would take too long, each node is its own.</returns>
    public static int[] Groups(DfaNode[] nodes, int longest)
    {
        int[] groups = [.. nodes.Select(node => node.Accepts ? 1 : 0)];
        int count = groups.Distinct().Count();
        long work = 0, edges = nodes.Sum(node => 1L + node.Bytes.Length + node.Calls.Length);
        Dictionary<Signature, int> numbers = [];
        for (int round = 0; round < longest; round++)
        {
            if ((work += edges) > MostWork) return [.. Enumerable.Range(0, nodes.Length)];
            numbers.Clear();
            var refined = new int[nodes.Length];
            for (int node = 0; node < refined.Length; node++)
            {
                Signature signature = new(nodes, groups, node);
                if (!numbers.TryGetValue(signature, out int number)) numbers.Add(signature, number = numbers.Count);
                refined[node] = number;
            }

            bool stable = numbers.Count == count;
            (groups, count) = (refined, numbers.Count);
            if (stable) break;
        }

        return groups;
    }

    /// <summary>What a node looks like to one who tells groups apart.</summary>
    private readonly struct Signature : IEquatable<Signature>
    {
        private readonly DfaNode[] _nodes;
        private readonly int[] _groups;
        private readonly int _node, _hash;

        public Signature(DfaNode[] nodes, int[] groups, int node)
        {
            (_nodes, _groups, _node) = (nodes, groups, node);
            HashCode hash = default;
            hash.Add(groups[node]);
            foreach (ByteEdge edge in nodes[node].Bytes) hash.Add((edge.First, edge.Last, groups[edge.To]));
            foreach (CallEdge call in nodes[node].Calls) hash.Add((call.Rule, groups[call.To]));
            _hash = hash.ToHashCode();
        }

        public bool Equals(Signature other)
        {
            (DfaNode x, DfaNode y, int[] groups) = (_nodes[_node], _nodes[other._node], _groups);
            if (groups[_node] != groups[other._node] || x.Bytes.Length != y.Bytes.Length || x.Calls.Length != y.Calls.Length) return false;
            for (int i = 0; i < x.Bytes.Length; i++)
            {
                (ByteEdge a, ByteEdge b) = (x.Bytes[i], y.Bytes[i]);
                if (a.First != b.First || a.Last != b.Last || groups[a.To] != groups[b.To]) return false;
            }

            for (int i = 0; i < x.Calls.Length; i++)
            {
                if (x.Calls[i].Rule != y.Calls[i].Rule || groups[x.Calls[i].To] != groups[y.Calls[i].To]) return false;
            }

            return true;
        }

        public override bool Equals(object? other) => other is Signature signature && Equals(signature);

        public override int GetHashCode() => _hash;
    }
}
