namespace Inference.Contracts;

/// <summary>A later attempt at the same request is in work: this one is over for good, wherever it is tried.</summary>
public sealed class SupersededException() : OperationCanceledException("A later attempt at the request is here.");
