namespace Inference.Engine.Constraints.Automata;

/// <summary>Where rules go back to when they end.</summary>
internal sealed class Callers
{
    private readonly int[] _rules;
    private readonly HashSet<int>[] _returns, _tails;

    public Callers(PushdownAutomaton automaton)
    {
        _rules = RulesOf(automaton);
        _returns = [.. automaton.Starts.Select(_ => new HashSet<int>())];
        _tails = [.. automaton.Starts.Select(_ => new HashSet<int>())];
        for (int node = 0; node < _rules.Length; node++)
        {
            foreach (CallEdge call in automaton.Nodes[node].Calls)
            {
                if (automaton.Nodes[call.To].IsEnd) _tails[call.Rule].Add(_rules[node]);
                else _returns[call.Rule].Add(call.To);
            }
        }
    }

    /// <summary>The nodes behind calls of a node's rule. A caller that has nothing left to do there is stood in for by its own callers.</summary>
    public IEnumerable<int> Of(int node)
    {
        HashSet<int> rules = [_rules[node]];
        Stack<int> open = new(rules);
        while (open.TryPop(out int rule))
        {
            foreach (int back in _returns[rule]) yield return back;
            foreach (int caller in _tails[rule])
            {
                if (rules.Add(caller)) open.Push(caller);
            }
        }
    }

    // A rule's nodes are together, its first the lowest.
    private static int[] RulesOf(PushdownAutomaton automaton)
    {
        var rules = new int[automaton.Nodes.Length];
        for (int rule = 0; rule < automaton.Starts.Length; rule++)
        {
            int end = rule + 1 < automaton.Starts.Length ? automaton.Starts[rule + 1] : rules.Length;
            Array.Fill(rules, rule, automaton.Starts[rule], end - automaton.Starts[rule]);
        }

        return rules;
    }
}
