namespace Inference.Gateway.Reasoning;

/// <summary>
/// Separates a model's reasoning from its answer as the text comes. How the text is cut into deltas never changes what it says.
/// A parser serves one choice of one answer; what it calls content goes on to the tool-call parser.
/// </summary>
public interface IReasoningParser
{
    /// <summary>Whether what comes next is reasoning, as far as is known.</summary>
    bool IsReasoning { get; }

    /// <summary>Takes the next text; returns what is known because of it, often nothing.</summary>
    IReadOnlyList<ReasoningDelta> Append(string delta);

    /// <summary>The text has ended: returns what was held back.</summary>
    IReadOnlyList<ReasoningDelta> Finish();
}
