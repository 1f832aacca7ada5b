namespace Inference.LoadTests.Arrivals;

/// <summary>Somebody comes.</summary>
/// <param name="At">When, from the beginning of the run.</param>
/// <param name="PromptTokens">How long the prompt is to be, where a trace says so.</param>
/// <param name="OutputTokens">How long the answer is to be, where a trace says so.</param>
internal readonly record struct Arrival(TimeSpan At, int? PromptTokens = null, int? OutputTokens = null);
