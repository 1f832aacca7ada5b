using Inference.Engine.Constraints.Automata;

namespace Inference.Engine.Constraints.Machine;

/// <summary>
/// Follows texts through a <see cref="PushdownAutomaton"/>, byte by byte, and remembers every step it has made: a step made before
/// costs a look into a table. For one thread at a time.
/// </summary>
internal sealed class PushdownMachine
{
    private readonly PushdownAutomaton _automaton;
    private readonly byte[] _classes;
    private readonly Dictionary<Configuration[], Frame> _frames = new(ConfigurationComparer.Instance);
    private readonly Dictionary<Configuration[], MachineState> _states = new(ConfigurationComparer.Instance), _complete = new(ConfigurationComparer.Instance);
    private readonly Closure _closure;
    private long _frameNumber;
    private MachineState? _start;

    public PushdownMachine(PushdownAutomaton automaton)
    {
        _automaton = automaton;
        _classes = automaton.ByteClasses;
        _closure = new Closure(automaton, FrameOf);
    }

    public Frame Outermost { get; } = Frame.Outermost();

    public PushdownAutomaton Automaton => _automaton;

    /// <summary>Before the first byte.</summary>
    public MachineState Start => _start ??= StartState();

    /// <summary>The state of one place in a rule, as if the text ended with this rule.</summary>
    public MachineState Alone(int node) => StateOf([new Configuration(node, Outermost)], false);

    /// <summary>The state when a call has ended behind which a rule goes on at a node, as if the text ended with that rule.</summary>
    public MachineState Behind(int node)
    {
        _closure.Clear();
        _closure.Add(new Configuration(node, Outermost));
        return Close();
    }

    /// <summary>The state after one more byte; a dead one where the byte must not come.</summary>
    public MachineState Step(MachineState state, byte value)
    {
        int kind = _classes[value];
        return kind < state.Next.Length ? state.Next[kind] ?? Compute(state, value) : MachineState.Dead;
    }

    /// <summary>Forgets what is known where it is too much. States in use stay as they are.</summary>
    public void Trim()
    {
        if (_frames.Count + _states.Count + _complete.Count <= ConstraintLimits.CachedStates) return;
        _frames.Clear();
        _states.Clear();
        _complete.Clear();
        _start = null;
    }

    private MachineState StartState()
    {
        _closure.Clear();
        _closure.Call(_automaton.Root, Outermost.Returns[0]);
        MachineState state = Close();
        return _automaton.AcceptsNothing ? StateOf(state.Active, true) : state;
    }

    private MachineState Compute(MachineState state, byte value)
    {
        _closure.Clear();
        foreach (Configuration place in state.Active)
        {
            int to = _automaton.Nodes[place.Node].Step(value);
            if (to >= 0) _closure.Add(new Configuration(to, place.Frame));
        }

        return state.Next[_classes[value]] = Close();
    }

    private MachineState Close()
    {
        Configuration[] active = _closure.Finish(out bool complete);
        return active.Length == 0 && !complete ? MachineState.Dead : StateOf(active, complete);
    }

    private MachineState StateOf(Configuration[] active, bool complete)
    {
        Dictionary<Configuration[], MachineState> states = complete ? _complete : _states;
        if (states.TryGetValue(active, out MachineState? known)) return known;
        MachineState state = new(active, complete, _automaton.ClassCount);
        states.Add(active, state);
        return state;
    }

    private Frame FrameOf(Configuration[] returns)
    {
        if (returns.Length == 1 && returns[0].Node == Frame.TextEnd) return Outermost;
        if (_frames.TryGetValue(returns, out Frame? known)) return known;
        Frame frame = new(++_frameNumber, returns);
        _frames.Add(returns, frame);
        return frame;
    }
}
