namespace Inference.Gateway.Reasoning;

/// <summary>Counts the tokens of one choice that are reasoning, what sets it off included.</summary>
/// <param name="parser">Of this choice and for this purpose alone.</param>
internal sealed class ReasoningTally(IReasoningParser parser)
{
    /// <summary>Tokens of which it is not known yet what they belong to.</summary>
    private int _open;

    public int Count { get; private set; }

    /// <param name="text">What the next token adds to the text.</param>
    public void Add(string text)
    {
        _open++;
        bool was = parser.IsReasoning;
        IReadOnlyList<ReasoningDelta> known = parser.Append(text);
        if (was || parser.IsReasoning) Count += _open;
        else if (!known.Any(delta => !delta.IsReasoning)) return;
        _open = 0;
    }
}
