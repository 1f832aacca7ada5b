namespace Inference.Gateway.Tools;

/// <summary>A whole call; the arguments are JSON text.</summary>
public sealed record ToolCall(string Id, string Name, string Arguments);
