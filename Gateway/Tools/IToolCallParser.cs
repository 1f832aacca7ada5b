namespace Inference.Gateway.Tools;

/// <summary>
/// Finds the tool calls in a model's text as it comes. How the text is cut into deltas changes how the answer is cut, never what it
/// says. Text that only looked like a call becomes content. A parser serves one choice of one answer.
/// </summary>
public interface IToolCallParser
{
    /// <summary>How many calls have begun.</summary>
    int CallCount { get; }

    /// <summary>Takes the next text; returns what is known because of it, often nothing.</summary>
    IReadOnlyList<ToolDelta> Append(string delta);

    /// <summary>The text has ended: returns what was held back.</summary>
    IReadOnlyList<ToolDelta> Finish();
}
