using System.Text.Json.Serialization;

namespace Inference.Server.Downloads;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PullMarker))]
internal sealed partial class PullJson : JsonSerializerContext;
