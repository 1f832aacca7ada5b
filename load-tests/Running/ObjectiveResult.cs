namespace Inference.LoadTests.Running;

/// <summary>What became of an objective.</summary>
/// <param name="Text">The objective.</param>
/// <param name="Value">What the figure was; milliseconds, a share or a number a second.</param>
/// <param name="IsKept">Whether the figure is within the bound.</param>
internal sealed record ObjectiveResult(string Text, double Value, bool IsKept);
