namespace Inference.ModelFiles.Safetensors;

/// <summary>One tensor as the header describes it, before any of it is checked. Begin and End count from the start of the data.</summary>
internal sealed record SafetensorsEntry(string Name, string ElementTypeName, long[] Shape, long Begin, long End);
