using Inference.Contracts;
using Inference.Engine.Constraints.Automata;
using Inference.Engine.Constraints.Expressions;
using Inference.Engine.Constraints.Machine;
using Inference.Engine.Constraints.Masks;
using Inference.Engine.Constraints.Reasoning;

namespace Inference.Engine.Constraints;

/// <summary>A constraint made ready for one vocabulary, shared by all who use it. It learns as it is used, within bounds.</summary>
internal sealed class CompiledConstraint
{
    private const int PreparedGroups = 64, KeptReasoning = 4;

    private readonly Lock _lock = new();
    private readonly ITokenVocabulary _vocabulary;
    private readonly PushdownMachine _machine;
    private readonly MaskSource _masks;
    private readonly TokenTrie _trie;
    private readonly List<(ReasoningSpan Span, ReasoningRules Rules)> _reasoning = [];

    /// <exception cref="InferenceException">The constraint cannot be used, with the reason.</exception>
    public CompiledConstraint(RuleSet rules, ITokenVocabulary vocabulary, TokenTrie trie)
    {
        (_vocabulary, _trie) = (vocabulary, trie);
        _machine = new PushdownMachine(PushdownAutomaton.Compile(rules, [.. trie.SingleByteTokens.Select(count => count > 0)]));
        _masks = new MaskSource(trie, _machine);
        _masks.Of(_machine.Start);
        _masks.Prepare(PreparedGroups);
    }

    public MachineState Start
    {
        get
        {
            lock (_lock) return _machine.Start;
        }
    }

    /// <summary>The state behind a token; dead where it must not come.</summary>
    public MachineState Step(MachineState state, int token)
    {
        lock (_lock)
        {
            if (token >= _vocabulary.Size || _vocabulary.IsSpecial(token) || _vocabulary.Bytes(token).IsEmpty) return MachineState.Dead;
            return Step(state, _vocabulary.Bytes(token));
        }
    }

    /// <summary>The state behind some bytes.</summary>
    public MachineState Step(MachineState state, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            foreach (byte value in bytes) state = _machine.Step(state, value);
            return state;
        }
    }

    /// <summary>The same constraint behind reasoning. Those used last are kept.</summary>
    /// <exception cref="InferenceException">There can be no such reasoning.</exception>
    public ReasoningRules Behind(ReasoningSpan span)
    {
        lock (_lock)
        {
            if (_reasoning.Find(known => Same(known.Span, span)).Rules is { } rules) return rules;
        }

        ReasoningRules made = new(span, this, _vocabulary, _trie.VocabularySize);
        made.Prepare();
        lock (_lock)
        {
            if (_reasoning.Count == KeptReasoning) _reasoning.RemoveAt(0);
            _reasoning.Add((span, made));
            return made;
        }
    }

    /// <summary>The tokens that may follow.</summary>
    public TokenMask Mask(MachineState state)
    {
        lock (_lock) return _masks.Of(state);
    }

    /// <summary>Computes a mask on another thread, so that it is there when it is needed.</summary>
    public void Prepare(MachineState state)
    {
        if (state.Mask is null && !state.IsDead) ThreadPool.UnsafeQueueUserWorkItem(static work => work.Compiled.TryPrepare(work.State), (Compiled: this, State: state), preferLocal: false);
    }

    /// <summary>
    /// Whether a text can be finished without these tokens. Where a byte has no token of its own left, there may be texts that
    /// cannot.
    /// </summary>
    public bool NeedsAny(IReadOnlyList<int> tokens)
    {
        var left = (int[])_trie.SingleByteTokens.Clone();
        int[] bytes = [.. tokens.Where(token => token < _vocabulary.Size && !_vocabulary.IsSpecial(token) && _vocabulary.Bytes(token).Length == 1)];
        foreach (int token in bytes) left[_vocabulary.Bytes(token)[0]]--;
        if (!bytes.Any(token => left[_vocabulary.Bytes(token)[0]] == 0)) return false;

        return _machine.Automaton.Nodes.SelectMany(node => node.Bytes).Any(edge =>
        {
            for (int value = edge.First; value <= edge.Last; value++)
            {
                if (left[value] == 0) return true;
            }

            return false;
        });
    }

    private static bool Same(ReasoningSpan one, ReasoningSpan other) =>
        one.StartsInside == other.StartsInside && one.Begins.SequenceEqual(other.Begins) && one.Ends.SequenceEqual(other.Ends);

    private void TryPrepare(MachineState state)
    {
        try
        {
            Mask(state);
        }
        catch (InferenceException)
        {
            // Whoever needs the mask will run into the same.
        }
    }
}
