namespace Inference.Engine.Scheduling;

/// <summary>Some of a slice's tokens, one behind the other.</summary>
internal readonly record struct HiddenSpan(int First, int Count);
