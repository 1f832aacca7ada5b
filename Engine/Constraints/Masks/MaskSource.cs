using Inference.Engine.Constraints.Automata;
using Inference.Engine.Constraints.Machine;

namespace Inference.Engine.Constraints.Masks;

/// <summary>
/// The tokens that may follow in a state. What a token does inside of a rule is computed once for each group of places; what it does
/// when it leaves the rule, once for each place to which the rule returns, and so on as far as a token reaches. A new state puts
/// its mask together from these. For one thread at a time.
/// </summary>
internal sealed class MaskSource
{
    /// <summary>A state whose mask would be put together of more is followed through the whole trie.</summary>
    private const int MostLocals = 256;

    private readonly PushdownMachine _machine;
    private readonly TrieWalk _walk;
    private readonly int[] _groups;
    private readonly Dictionary<int, LocalMask> _locals = [];
    private readonly List<MachineState> _masked = [];
    private readonly ulong[] _bits;
    private int _localBytes, _maskBytes, _added;

    public MaskSource(TokenTrie trie, PushdownMachine machine)
    {
        _machine = machine;
        _walk = new TrieWalk(trie, machine);
        _groups = NearEquivalence.Groups(machine.Automaton.Nodes, trie.MaxDepth);
        _bits = new ulong[(trie.VocabularySize + 63) / 64];
    }

    private bool HasRoom => _localBytes < ConstraintLimits.CachedMaskBytes / 2;

    public TokenMask Of(MachineState state)
    {
        if (state.Mask is { } known) return known;
        Forget();
        Array.Clear(_bits);
        if (!TryAddLocals(state))
        {
            Array.Clear(_bits);
            _walk.Add(0, state, _bits);
        }

        TokenMask mask = state.Mask = TokenMask.Of(_bits);
        _masked.Add(state);
        _maskBytes += mask.Bytes;
        return mask;
    }

    /// <summary>Computes ahead what many states will share: of so many places, and as many times where the rule has ended and its caller goes on.</summary>
    public void Prepare(int count)
    {
        DfaNode[] nodes = _machine.Automaton.Nodes;
        int[] first = [.. Enumerable.Range(0, nodes.Length).Where(node => nodes[node].Bytes.Length > 0).DistinctBy(node => _groups[node]).Take(count)];
        foreach (int node in first.TakeWhile(_ => HasRoom)) Local(node);
        Callers callers = new(_machine.Automaton);
        var behind = first.SelectMany(node => callers.Of(node).Select(caller => (Node: node, Caller: caller))).DistinctBy(pair => (_groups[pair.Node], _groups[pair.Caller]));
        foreach ((int node, int caller) in behind.Take(count).TakeWhile(_ => HasRoom)) Behind(Local(node), caller);
    }

    private bool TryAddLocals(MachineState state)
    {
        _added = 0;
        foreach (Configuration place in state.Active)
        {
            if (!TryAdd(Local(place.Node), place.Frame)) return false;
        }

        return true;
    }

    private bool TryAdd(LocalMask local, Frame frame)
    {
        if (++_added > MostLocals) return false;
        local.Tokens.AddTo(_bits);
        if (local.Ends.Length == 0) return true;
        foreach (Configuration back in frame.Returns)
        {
            if (back.Node != Frame.TextEnd && !TryAdd(Behind(local, back.Node), back.Frame)) return false;
        }

        return true;
    }

    private LocalMask Local(int node)
    {
        int group = _groups[node];
        if (_locals.TryGetValue(group, out LocalMask? known)) return known;
        var bits = new ulong[_bits.Length];
        List<int> ends = [];
        _walk.Add(0, _machine.Alone(node), bits, ends);
        return _locals[group] = Made(bits, ends);
    }

    private LocalMask Behind(LocalMask inner, int caller)
    {
        int group = _groups[caller];
        if (inner.Behind.TryGetValue(group, out LocalMask? known)) return known;
        MachineState after = _machine.Behind(caller);
        var bits = new ulong[_bits.Length];
        List<int> ends = [];
        foreach (int end in inner.Ends)
        {
            if (after.IsComplete) ends.Add(end);
            _walk.Add(end, after, bits, ends);
        }

        return inner.Behind[group] = Made(bits, ends.Distinct());
    }

    private LocalMask Made(ulong[] bits, IEnumerable<int> ends)
    {
        LocalMask made = new(TokenMask.Of(bits), [.. ends]);
        _localBytes += made.Bytes;
        return made;
    }

    private void Forget()
    {
        _machine.Trim();
        if (!HasRoom)
        {
            _locals.Clear();
            _localBytes = 0;
        }

        if (_maskBytes <= ConstraintLimits.CachedMaskBytes / 2 && _masked.Count < ConstraintLimits.CachedStates) return;
        foreach (MachineState state in _masked) state.Mask = null;
        _masked.Clear();
        _maskBytes = 0;
    }
}
