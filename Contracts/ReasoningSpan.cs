namespace Inference.Contracts;

/// <summary>What a model writes before its answer, and where the answer begins: a constraint holds from there.</summary>
/// <param name="Begins">Reasoning begins with any of these, behind nothing but white space; an output that begins otherwise is all answer.</param>
/// <param name="Ends">The first of these that comes ends the reasoning. At least one.</param>
/// <param name="StartsInside">The output is reasoning from its first token on.</param>
public sealed record ReasoningSpan(IReadOnlyList<string> Begins, IReadOnlyList<string> Ends, bool StartsInside);
