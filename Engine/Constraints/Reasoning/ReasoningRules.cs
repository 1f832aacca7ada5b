using System.Collections.Concurrent;
using Inference.Contracts;
using Inference.Engine.Constraints.Machine;
using Inference.Engine.Constraints.Masks;

namespace Inference.Engine.Constraints.Reasoning;

/// <summary>
/// Reasoning before a text under a constraint, for one vocabulary: any token may come, but none that ends the reasoning and goes on with what the constraint does not
/// allow. Shared by all who use it.
/// </summary>
/// <param name="span">Where the reasoning is.</param>
/// <param name="constraint">What holds behind it.</param>
/// <param name="vocabulary">What tokens write.</param>
/// <param name="rowSize">The length of a row of logits.</param>
internal sealed class ReasoningRules(ReasoningSpan span, CompiledConstraint constraint, ITokenVocabulary vocabulary, int rowSize)
{
    private readonly ReasoningAutomaton _automaton = new(span);
    private readonly ConcurrentDictionary<short, TokenMask> _masks = [];

    public short Start => _automaton.Start;

    public bool IsInside(short state) => _automaton.IsInside(state);

    /// <summary>The state behind a token; where that ends the reasoning, also that of the answer, which may have begun within the token.</summary>
    public (short State, MachineState Answer) Step(short state, int token)
    {
        ReadOnlySpan<byte> bytes = token < vocabulary.Size ? vocabulary.Bytes(token) : [];
        for (int i = 0; i < bytes.Length && state >= 0; i++)
        {
            state = _automaton.Next(state, bytes[i]);
            if (state == ReasoningAutomaton.Ended) return (state, constraint.Step(constraint.Start, bytes[(i + 1)..]));
        }

        return (state, MachineState.Dead);
    }

    /// <summary>The tokens that keep to the reasoning, or end it well.</summary>
    public TokenMask Mask(short state) => _masks.GetOrAdd(state, Compute);

    /// <summary>Computes beforehand what nearly every step needs.</summary>
    public void Prepare()
    {
        Mask(_automaton.Start);
        Mask(_automaton.Inside);
    }

    /// <summary>Computes a mask on another thread, so that it is there when it is needed.</summary>
    public void Prepare(short state)
    {
        if (!_masks.ContainsKey(state)) ThreadPool.UnsafeQueueUserWorkItem(static work => work.Rules.Mask(work.State), (Rules: this, State: state), preferLocal: false);
    }

    private TokenMask Compute(short state)
    {
        ulong[] bits = new ulong[(rowSize + 63) / 64];
        for (int token = 0; token < Math.Min(rowSize, vocabulary.Size); token++)
        {
            if (vocabulary.Bytes(token).IsEmpty) continue;
            (short next, MachineState answer) = Step(state, token);
            if (next >= 0 || (next == ReasoningAutomaton.Ended && !answer.IsDead)) bits[token >> 6] |= 1UL << (token & 63);
        }

        return TokenMask.Of(bits);
    }
}
