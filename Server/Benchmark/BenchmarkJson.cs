using System.Text.Json.Serialization;

namespace Inference.Server.Benchmark;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Speed[]))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
