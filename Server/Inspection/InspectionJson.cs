using System.Text.Json.Serialization;

namespace Inference.Server.Inspection;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelReport))]
internal sealed partial class InspectionJson : JsonSerializerContext;
