using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Automata;

/// <summary>
/// The rules of a constraint as automata that call each other. Every node leads on to an end, by bytes that the vocabulary can
/// write one by one: whoever follows it can always finish. No rule calls itself before it has read anything.
/// </summary>
internal sealed class PushdownAutomaton
{
    private PushdownAutomaton(DfaNode[] nodes, int[] starts, int root, bool acceptsNothing, int[] callOrder)
    {
        (Nodes, Starts, Root, AcceptsNothing, CallOrder) = (nodes, starts, root, acceptsNothing, callOrder);
        (ByteClasses, ClassCount) = ClassesOf(nodes);
    }

    public DfaNode[] Nodes { get; }

    /// <summary>First node by rule.</summary>
    public int[] Starts { get; }

    public int Root { get; }

    /// <summary>Whether the empty text follows the constraint.</summary>
    public bool AcceptsNothing { get; }

    /// <summary>By rule, its place in an order in which a rule comes before those that it may call before it reads anything.</summary>
    public int[] CallOrder { get; }

    /// <summary>By byte; bytes of one class lead everywhere to the same place.</summary>
    public byte[] ByteClasses { get; }

    public int ClassCount { get; }

    /// <param name="rules">The constraint.</param>
    /// <param name="writable">By byte, whether the vocabulary has a token of this byte alone.</param>
    public static PushdownAutomaton Compile(RuleSet rules, bool[] writable)
    {
        bool[] nullable = Nullability.Of(rules);
        Determinization determinization = new(nullable);
        var starts = new int[rules.Count];
        for (int rule = 0; rule < starts.Length; rule++) starts[rule] = determinization.Add(rules.Body(rule));
        DfaNode[] nodes = [.. determinization.Nodes];
        DeadEnds.Remove(nodes, starts, writable);
        if (!nullable[rules.Root] && nodes[starts[rules.Root]] is { Bytes: [], Calls: [] })
        {
            throw ConstraintError.Of("No text that this model's tokens can write follows the constraint.");
        }

        return new PushdownAutomaton(nodes, starts, rules.Root, nullable[rules.Root], LeftCalls.Order(nodes, starts, rules));
    }

    private static (byte[] Classes, int Count) ClassesOf(DfaNode[] nodes)
    {
        var boundary = new bool[257];
        foreach (DfaNode node in nodes)
        {
            foreach (ByteEdge edge in node.Bytes) boundary[edge.First] = boundary[edge.Last + 1] = true;
        }

        var classes = new byte[256];
        for (int value = 1; value < 256; value++) classes[value] = (byte)(classes[value - 1] + (boundary[value] ? 1 : 0));
        return (classes, classes[255] + 1);
    }
}
