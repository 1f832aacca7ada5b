using Inference.Contracts;
using Inference.Engine.Constraints.Machine;
using Inference.Engine.Constraints.Masks;

namespace Inference.Engine.Constraints;

/// <summary>How far one choice's text has come under its constraint: a function of its tokens alone.</summary>
internal sealed class ConstrainedText
{
    private readonly CompiledConstraint _constraint;
    private readonly int[] _endTokens;
    private MachineState _state;

    /// <param name="constraint">What the text must be.</param>
    /// <param name="endTokens">Tokens that end it, each within a row of logits.</param>
    public ConstrainedText(CompiledConstraint constraint, IReadOnlyList<int> endTokens)
    {
        (_constraint, _endTokens) = (constraint, [.. endTokens]);
        _state = constraint.Start;
    }

    /// <summary>Whether nothing may come but the end.</summary>
    public bool MustEnd => _state.IsComplete && _state.Active.Length == 0;

    public bool IsComplete => _state.IsComplete;

    /// <summary>Whether the tokens do not follow the constraint. No token that was allowed leads here.</summary>
    public bool IsBroken => _state.IsDead;

    public ConstrainedText Fresh() => new(_constraint, _endTokens);

    public void Accept(int token)
    {
        // An end token that is not allowed as such breaks the constraint; one that is leaves the text as it is.
        if (!_endTokens.Contains(token)) _state = _constraint.Step(_state, token);
        else if (!_state.IsComplete) _state = MachineState.Dead;
    }

    /// <summary>Begins to compute what may come next, while the model computes its logits.</summary>
    public void PrepareNext() => _constraint.Prepare(_state);

    /// <summary>Makes impossible what must not come next.</summary>
    /// <exception cref="InferenceException">The tokens so far do not follow the constraint.</exception>
    public void Restrict(Span<float> logits)
    {
        if (IsBroken) throw ConstraintError.Of("The tokens emitted so far do not follow the constraint.");
        Span<float> ends = stackalloc float[Math.Min(_endTokens.Length, 64)];
        if (_endTokens.Length > 64) ends = new float[_endTokens.Length];
        for (int i = 0; i < ends.Length; i++) ends[i] = _state.IsComplete ? logits[_endTokens[i]] : float.NegativeInfinity;
        _constraint.Mask(_state).Restrict(logits);
        for (int i = 0; i < ends.Length; i++) logits[_endTokens[i]] = ends[i];
    }

    /// <summary>Whether a token may come next.</summary>
    public bool Allows(int token) => _endTokens.Contains(token) ? _state.IsComplete : _constraint.Mask(_state).Contains(token);
}
