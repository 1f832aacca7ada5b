namespace Inference.Engine.Constraints.Expressions;

/// <summary>Which rules have the empty text.</summary>
internal static class Nullability
{
    public static bool[] Of(RuleSet rules)
    {
        var nullable = new bool[rules.Count];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int rule = 0; rule < nullable.Length; rule++)
            {
                if (nullable[rule] || !IsNullable(rules.Body(rule), nullable)) continue;
                nullable[rule] = changed = true;
            }
        }

        return nullable;
    }

    public static bool IsNullable(Expr expression, bool[] rules) => expression switch
    {
        Expr.ByteRange or Expr.Characters => false,
        Expr.Sequence sequence => sequence.Parts.All(part => IsNullable(part, rules)),
        Expr.Choice choice => choice.Options.Any(option => IsNullable(option, rules)),
        Expr.Repeat repeat => repeat.Min == 0 || IsNullable(repeat.Body, rules),
        Expr.Call call => rules[call.Rule],
        Expr.Graph graph => IsNullable(graph, rules),
        _ => throw new InvalidOperationException($"No such expression: {expression}."),
    };

    private static bool IsNullable(Expr.Graph graph, bool[] rules)
    {
        var reached = new bool[graph.Nodes];
        reached[0] = true;
        ILookup<int, int> steps = graph.Edges.Where(edge => IsNullable(edge.Label, rules)).ToLookup(edge => edge.From, edge => edge.To);
        Stack<int> open = new([0]);
        while (open.TryPop(out int node))
        {
            foreach (int next in steps[node])
            {
                if (reached[next]) continue;
                reached[next] = true;
                open.Push(next);
            }
        }

        return reached[^1];
    }
}
