using Inference.Engine.Weights;

namespace Inference.Server.Benchmark;

/// <summary>One measurement.</summary>
/// <param name="Kind">"prefill", "decode" or "mixed": some sequences get a token each, a prompt is read beside them.</param>
/// <param name="Batch">Sequences at once, the prompt beside them not counted.</param>
/// <param name="Context">Tokens of each at the beginning (decode, mixed) or the end (prefill).</param>
/// <param name="TokensPerS">Of all sequences together, by the median.</param>
/// <param name="MedianMs">Time of the whole prompt (prefill) or of a step.</param>
/// <param name="FirstTokenS">Seconds from the start of the process to its first token.</param>
/// <param name="PeakMemoryBytes">Most memory that the process has had so far.</param>
internal sealed record Speed(string Kind, int Batch, int Context, double TokensPerS, double MedianMs, double FirstTokenS, long PeakMemoryBytes)
{
    /// <summary>What each token is multiplied by, the last one of a prompt aside; attention's own products are not among them.</summary>
    public WeightCounts? WeightsPerToken { get; init; }

    /// <summary>Keys and values that a prompt's token is multiplied by, on average, counted once for each head.</summary>
    public WeightCounts? AttentionPerToken { get; init; }

    /// <summary>Memory of the weights that a decode step reads; null where nobody knows, as which experts several tokens choose.</summary>
    public long? WeightBytes { get; init; }

    /// <summary>Memory of the keys and values that a decode step reads, in the middle of those that were timed.</summary>
    public long? KeyValueBytes { get; init; }

    public MixedStep? Mixed { get; init; }

    /// <summary>It as a line of a table.</summary>
    public string ToLine()
    {
        string line = $"{Kind,-8} batch {Batch,4}   context {Context,6}   {TokensPerS,10:N1} tokens/s   {MedianMs,10:N2} ms";
        return Mixed is null ? line
            : $"{line}, {Mixed.OfBoth:P0} of {Mixed.DecodeMs:N2} ms alone + {Mixed.ChunkMs:N2} ms for {Mixed.Chunk} tokens of a prompt of {Mixed.Prompt}";
    }
}
