namespace Inference.Contracts;

/// <summary>What the text of every choice must be. An output that is cut short is the beginning of such a text.</summary>
/// <param name="Kind">How <paramref name="Text"/> is to be read.</param>
/// <param name="Text">The constraint itself; empty for <see cref="ConstraintKind.Json"/>.</param>
public sealed record ConstraintSpec(ConstraintKind Kind, string Text);
