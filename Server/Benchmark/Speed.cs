namespace Inference.Server.Benchmark;

/// <summary>One measurement.</summary>
/// <param name="Kind">"prefill" or "decode".</param>
/// <param name="Batch">Sequences at once.</param>
/// <param name="Context">Tokens of each at the beginning (decode) or the end (prefill).</param>
/// <param name="TokensPerS">Of all sequences together.</param>
internal sealed record Speed(string Kind, int Batch, int Context, double TokensPerS);
