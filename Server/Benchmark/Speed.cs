namespace Inference.Server.Benchmark;

/// <summary>One measurement.</summary>
/// <param name="Kind">"prefill" or "decode".</param>
/// <param name="Batch">Sequences at once.</param>
/// <param name="Context">Tokens of each at the beginning (decode) or the end (prefill).</param>
/// <param name="TokensPerS">Of all sequences together, by the median.</param>
/// <param name="MedianMs">Time of the whole prompt (prefill) or of a step (decode).</param>
/// <param name="FirstTokenS">Seconds from the start of the process to its first token.</param>
/// <param name="PeakMemoryBytes">Most memory that the process has had so far.</param>
internal sealed record Speed(string Kind, int Batch, int Context, double TokensPerS, double MedianMs, double FirstTokenS, long PeakMemoryBytes);
