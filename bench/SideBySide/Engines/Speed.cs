using System.Text.Json.Serialization;

namespace Inference.Bench.SideBySide.Engines;

/// <summary>One figure, as <c>inference bench --json</c> prints it.</summary>
internal sealed record Speed(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("batch")] int Batch,
    [property: JsonPropertyName("context")] int Context,
    [property: JsonPropertyName("tokens_per_s")] double TokensPerS);
