using Inference.Engine.Constraints.Automata;

namespace Inference.Engine.Constraints.Machine;

/// <summary>From places that a byte has led to, all places that wait for the next byte: behind ends, and inside of calls.</summary>
internal sealed class Closure(PushdownAutomaton automaton, Func<Configuration[], Frame> frameOf)
{
    private readonly HashSet<Configuration> _seen = [];
    private readonly List<Configuration> _reached = [];
    private readonly List<Configuration> _active = [];
    private readonly SortedDictionary<int, (int Rule, HashSet<Configuration> Returns)> _calls = [];
    private bool _complete;

    public void Clear()
    {
        _seen.Clear();
        _reached.Clear();
        _active.Clear();
        _calls.Clear();
        _complete = false;
    }

    public void Add(Configuration place)
    {
        if (place.Node == Frame.TextEnd)
        {
            _complete = true;
        }
        else if (_seen.Add(place))
        {
            if (_seen.Count > ConstraintLimits.Configurations) throw ConstraintError.TooLarge("the text so far can be read in too many ways");
            _reached.Add(place);
        }
    }

    /// <summary>A rule begins. Where its caller has nothing left to do, it returns to the caller's callers at once.</summary>
    public void Call(int rule, Configuration back)
    {
        int order = automaton.CallOrder[rule];
        if (!_calls.TryGetValue(order, out (int Rule, HashSet<Configuration> Returns) call)) _calls.Add(order, call = (rule, []));
        if (back.Node != Frame.TextEnd && automaton.Nodes[back.Node].IsEnd) call.Returns.UnionWith(back.Frame.Returns);
        else call.Returns.Add(back);
        if (call.Returns.Count > ConstraintLimits.Configurations) throw ConstraintError.TooLarge("the text so far can be read in too many ways");
    }

    public Configuration[] Finish(out bool complete)
    {
        for (int i = 0; i < _reached.Count; i++)
        {
            Configuration place = _reached[i];
            if (!automaton.Nodes[place.Node].Accepts) continue;
            foreach (Configuration back in place.Frame.Returns) Add(back);
        }

        foreach (Configuration place in _reached) Enter(place);

        // A rule's callers all come before it, so that its frame has all of them when its turn comes.
        while (_calls.Count > 0)
        {
            (int order, (int rule, HashSet<Configuration> returns)) = _calls.First();
            _calls.Remove(order);
            Configuration[] sorted = [.. returns];
            Array.Sort(sorted);
            Enter(new Configuration(automaton.Starts[rule], frameOf(sorted)));
        }

        complete = _complete;
        Configuration[] active = [.. _active.Distinct()];
        Array.Sort(active);
        return active;
    }

    private void Enter(Configuration place)
    {
        DfaNode node = automaton.Nodes[place.Node];
        if (node.Bytes.Length > 0) _active.Add(place);
        foreach (CallEdge call in node.Calls) Call(call.Rule, new Configuration(call.To, place.Frame));
    }
}
