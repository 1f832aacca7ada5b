using System.Text.Json.Serialization;

namespace Inference.Server.Benchmark;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Speed[]))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
