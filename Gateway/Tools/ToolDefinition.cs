using System.Text.Json;

namespace Inference.Gateway.Tools;

/// <summary>A function that the model may call.</summary>
/// <param name="Parameters">A JSON schema of an object.</param>
/// <param name="Strict">The client wants the arguments to follow the schema in any case.</param>
public sealed record ToolDefinition(string Name, string? Description, JsonElement Parameters, bool Strict);
