namespace Inference.Gateway.Reasoning;

/// <summary>A piece of an answer: of its reasoning, or of what comes after.</summary>
public readonly record struct ReasoningDelta(string Text, bool IsReasoning);
