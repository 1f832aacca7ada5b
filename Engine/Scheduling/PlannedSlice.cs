namespace Inference.Engine.Scheduling;

/// <summary>A sequence's share of a step: its next tokens, and behind them perhaps a draft of what may follow.</summary>
/// <param name="Sequence">Whose tokens.</param>
/// <param name="Count">How many of its known tokens are computed, from the first that is not.</param>
/// <param name="LogitCount">How many of these, the last ones, want logits. All of a draft does.</param>
internal record struct PlannedSlice(Sequence Sequence, int Count, int LogitCount)
{
    /// <summary>Position of the first token.</summary>
    public int Start { get; } = Sequence.ComputedTokens;

    /// <summary>Whether all of the sequence is computed then.</summary>
    public bool ReachesEnd { get; } = Sequence.RemainingTokens == Count;

    /// <summary>Tokens guessed to follow the sequence's last one.</summary>
    public ArraySegment<int> Draft { get; init; } = ArraySegment<int>.Empty;

    /// <summary>Other choices of the request, which go on from here: the share ends with the prompt.</summary>
    public Sequence[] Forks { get; init; } = [];

    /// <summary>Which of its known tokens, counted from the first, want hidden states.</summary>
    public HiddenSpan Hidden { get; init; }

    /// <summary>Where its rows begin among the rows of hidden states.</summary>
    public int FirstHidden { get; set; }

    /// <summary>Where its rows begin among the rows of logits.</summary>
    public int FirstLogits { get; set; }

    /// <summary>The row of logits of the last known token; those of the draft follow.</summary>
    public readonly int LastKnownLogits => FirstLogits + LogitCount - 1;

    public readonly int End => Start + Count;
}
