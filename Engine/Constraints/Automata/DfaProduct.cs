using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Automata;

/// <summary>Texts of one expression that are, or are not, texts of another. Neither has calls.</summary>
internal static class DfaProduct
{
    private const int Nowhere = -1;

    public static Expr Both(Expr first, Expr second) => Combine(first, second, wanted: true);

    public static Expr Except(Expr first, Expr second) => Combine(first, second, wanted: false);

    /// <summary>Whether the expression has this text.</summary>
    public static bool Matches(Expr expression, ReadOnlySpan<byte> text)
    {
        List<DfaNode> nodes = Determinization.Of(expression);
        int node = 0;
        foreach (byte value in text)
        {
            node = nodes[node].Step(value);
            if (node < 0) return false;
        }

        return nodes[node].Accepts;
    }

    private static Expr.Graph Combine(Expr first, Expr second, bool wanted)
    {
        List<DfaNode> a = Determinization.Of(first), b = Determinization.Of(second);
        Dictionary<(int, int), int> numbers = new() { [(0, 0)] = 0 };
        List<(int A, int B)> pairs = [(0, 0)];
        List<(int From, int To, Expr Label)> edges = [];
        List<int> ends = [];
        for (int i = 0; i < pairs.Count; i++)
        {
            (int atA, int atB) = pairs[i];
            if (a[atA].Accepts && (atB != Nowhere && b[atB].Accepts) == wanted) ends.Add(i);
            for (int low = 0, high; low < 256; low = high + 1)
            {
                (int toA, int lastA) = Segment(a, atA, low);
                (int toB, int lastB) = Segment(b, atB, low);
                high = Math.Min(lastA, lastB);
                if (toA == Nowhere || (toB == Nowhere && wanted)) continue;
                if (!numbers.TryGetValue((toA, toB), out int number))
                {
                    numbers.Add((toA, toB), number = pairs.Count);
                    pairs.Add((toA, toB));
                    if (pairs.Count > ConstraintLimits.DfaNodes) throw ConstraintError.TooLarge("two patterns that must hold together take too many states");
                }

                edges.Add((i, number, new Expr.ByteRange((byte)low, (byte)high)));
            }
        }

        edges.AddRange(ends.Select(end => (end, pairs.Count, Expr.Nothing)));
        return new Expr.Graph(pairs.Count + 1, edges);
    }

    /// <summary>Where a byte leads, and the last byte up to which all others lead there too.</summary>
    private static (int To, int Last) Segment(List<DfaNode> nodes, int node, int value)
    {
        if (node == Nowhere) return (Nowhere, 255);
        foreach (ByteEdge edge in nodes[node].Bytes)
        {
            if (value < edge.First) return (Nowhere, edge.First - 1);
            if (value <= edge.Last) return (edge.To, edge.Last);
        }

        return (Nowhere, 255);
    }
}
