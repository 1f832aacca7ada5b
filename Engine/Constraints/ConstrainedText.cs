using Inference.Contracts;
using Inference.Engine.Constraints.Machine;
using Inference.Engine.Constraints.Masks;
using Inference.Engine.Constraints.Reasoning;

namespace Inference.Engine.Constraints;

/// <summary>How far one choice's text has come under its constraint, and under reasoning before it: a function of its tokens alone.</summary>
internal sealed class ConstrainedText
{
    private readonly CompiledConstraint _constraint;
    private readonly ReasoningRules? _reasoning;
    private readonly int[] _endTokens;

    /// <summary>Where the answer is; dead while there is none.</summary>
    private MachineState _answer;

    /// <summary>Where the reasoning is; negative where there is none. Before it has begun, the text may be the beginning of an answer as well.</summary>
    private short _thought = ReasoningAutomaton.NoReasoning;

    /// <param name="constraint">What the text must be.</param>
    /// <param name="endTokens">Tokens that end it, each within a row of logits.</param>
    /// <param name="reasoning">What may come before it.</param>
    public ConstrainedText(CompiledConstraint constraint, IReadOnlyList<int> endTokens, ReasoningRules? reasoning = null)
    {
        (_constraint, _reasoning, _endTokens) = (constraint, reasoning, [.. endTokens]);
        _answer = constraint.Start;
        if (reasoning is null) return;
        _thought = reasoning.Start;
        if (reasoning.IsInside(_thought)) _answer = MachineState.Dead;
    }

    /// <summary>Whether nothing may come but the end.</summary>
    public bool MustEnd => _answer.IsComplete && _answer.Active.Length == 0 && _thought < 0;

    public bool IsComplete => _answer.IsComplete;

    /// <summary>Whether the tokens do not follow the constraint. No token that was allowed leads here.</summary>
    public bool IsBroken => _answer.IsDead && _thought < 0;

    public ConstrainedText Fresh() => new(_constraint, _endTokens, _reasoning);

    public void Accept(int token)
    {
        // An end token that is not allowed as such breaks the constraint; one that is leaves the text as it is.
        if (_endTokens.Contains(token))
        {
            if (!_answer.IsComplete) (_answer, _thought) = (MachineState.Dead, ReasoningAutomaton.NoReasoning);
            return;
        }

        MachineState begun = MachineState.Dead;
        if (_thought >= 0) (_thought, begun) = _reasoning!.Step(_thought, token);
        bool hasEnded = _thought == ReasoningAutomaton.Ended;
        if (hasEnded) _thought = ReasoningAutomaton.NoReasoning;
        bool isReasoning = hasEnded || (_thought >= 0 && _reasoning!.IsInside(_thought));
        _answer = isReasoning ? begun : _answer.IsDead ? _answer : _constraint.Step(_answer, token);
    }

    /// <summary>Begins to compute what may come next, while the model computes its logits.</summary>
    public void PrepareNext()
    {
        if (!_answer.IsDead) _constraint.Prepare(_answer);
        if (_thought >= 0) _reasoning!.Prepare(_thought);
    }

    /// <summary>Makes impossible what must not come next.</summary>
    /// <exception cref="InferenceException">The tokens so far do not follow the constraint.</exception>
    public void Restrict(Span<float> logits)
    {
        if (IsBroken) throw ConstraintError.Of("The tokens emitted so far do not follow the constraint.");
        Span<float> ends = stackalloc float[Math.Min(_endTokens.Length, 64)];
        if (_endTokens.Length > 64) ends = new float[_endTokens.Length];
        for (int i = 0; i < ends.Length; i++) ends[i] = _answer.IsComplete ? logits[_endTokens[i]] : float.NegativeInfinity;
        Mask(logits.Length).Restrict(logits);
        for (int i = 0; i < ends.Length; i++) logits[_endTokens[i]] = ends[i];
    }

    /// <summary>Whether a token may come next.</summary>
    public bool Allows(int token) => _endTokens.Contains(token)
        ? _answer.IsComplete
        : (!_answer.IsDead && _constraint.Mask(_answer).Contains(token)) || (_thought >= 0 && _reasoning!.Mask(_thought).Contains(token));

    private TokenMask Mask(int rowSize)
    {
        if (_thought < 0) return _constraint.Mask(_answer);
        TokenMask thought = _reasoning!.Mask(_thought);
        if (_answer.IsDead) return thought;
        ulong[] either = new ulong[(rowSize + 63) / 64];
        thought.AddTo(either);
        _constraint.Mask(_answer).AddTo(either);
        return TokenMask.Of(either);
    }
}
