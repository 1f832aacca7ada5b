using System.Text.Json.Serialization;

namespace Inference.Bench.SideBySide.Engines;

/// <summary>One figure, as <c>inference bench --json</c> prints it.</summary>
internal sealed record Speed(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("batch")] int Batch,
    [property: JsonPropertyName("context")] int Context,
    [property: JsonPropertyName("tokens_per_s")] double TokensPerS)
{
    /// <summary>What a token is multiplied by; null where the engine does not say.</summary>
    [JsonPropertyName("weights_per_token")]
    public WeightCounts? WeightsPerToken { get; init; }

    /// <summary>Keys and values that a prompt's token is multiplied by; null where the engine does not say.</summary>
    [JsonPropertyName("attention_per_token")]
    public WeightCounts? AttentionPerToken { get; init; }

    /// <summary>Of the weights that a step reads; null where the engine does not say.</summary>
    [JsonPropertyName("weight_bytes")]
    public long? WeightBytes { get; init; }

    /// <summary>Of the keys and values that a step reads; null where the engine does not say.</summary>
    [JsonPropertyName("key_value_bytes")]
    public long? KeyValueBytes { get; init; }

    [JsonPropertyName("mixed")]
    public MixedStep? Mixed { get; init; }
}

/// <summary>Weights, by what they are multiplied as.</summary>
internal sealed record WeightCounts(
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("bf16")] long Bf16,
    [property: JsonPropertyName("singles")] long Singles);

/// <summary>A step of sequences that generate and a chunk of a prompt beside them.</summary>
/// <param name="OfBoth">Its time as a share of what a step of the former and one of the latter take.</param>
internal sealed record MixedStep(
    [property: JsonPropertyName("chunk")] int Chunk,
    [property: JsonPropertyName("of_both")] double OfBoth);
