using Inference.Engine.Constraints.Automata;
using Inference.Engine.Constraints.Machine;

namespace Inference.Engine.Constraints.Masks;

/// <summary>
/// The tokens that may follow in a state. What a token does inside of a rule is computed once for each group of places; for a new
/// state only those tokens are followed that leave the rule they begin in. For one thread at a time.
/// </summary>
internal sealed class MaskSource
{
    /// <summary>More trie nodes than this below the ends of a rule are not followed for each of them.</summary>
    private const int WideNodes = 40_000;

    private readonly TokenTrie _trie;
    private readonly PushdownMachine _machine;
    private readonly TrieWalk _walk;
    private readonly int[] _groups;
    private readonly Dictionary<int, LocalMask> _locals = [];
    private readonly List<MachineState> _masked = [];
    private readonly ulong[] _bits;
    private int _localBytes, _maskBytes;

    public MaskSource(TokenTrie trie, PushdownMachine machine)
    {
        (_trie, _machine) = (trie, machine);
        _walk = new TrieWalk(trie, machine);
        _groups = NearEquivalence.Groups(machine.Automaton.Nodes, trie.MaxDepth);
        _bits = new ulong[(trie.VocabularySize + 63) / 64];
    }

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

    /// <summary>Computes ahead what many states will share.</summary>
    public void Prepare(int groups)
    {
        DfaNode[] nodes = _machine.Automaton.Nodes;
        for (int node = 0; node < nodes.Length && _locals.Count < groups && _localBytes < ConstraintLimits.CachedMaskBytes / 2; node++)
        {
            if (nodes[node].Bytes.Length > 0) Local(node);
        }
    }

    private bool TryAddLocals(MachineState state)
    {
        foreach (Configuration place in state.Active)
        {
            LocalMask local = Local(place.Node);
            if (local.IsWide && place.Frame != _machine.Outermost) return false;
            local.Tokens.AddTo(_bits);
            if (local.Ends.Length == 0 || place.Frame == _machine.Outermost) continue;
            MachineState after = _machine.After(place.Frame);
            if (after.Active.Length == 0) continue;
            foreach (int end in local.Ends) _walk.Add(end, after, _bits);
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
        bool wide = ends.Sum(end => (long)_trie.End[end] - end) > WideNodes;
        LocalMask local = new(TokenMask.Of(bits), wide ? [] : [.. ends], wide);
        _locals.Add(group, local);
        _localBytes += local.Bytes;
        return local;
    }

    private void Forget()
    {
        _machine.Trim();
        if (_localBytes > ConstraintLimits.CachedMaskBytes / 2)
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
