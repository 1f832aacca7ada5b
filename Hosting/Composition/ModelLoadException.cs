namespace Inference.Hosting.Composition;

/// <summary>A model was read, and cannot run: the options do not fit it, or the machine does not. The message says which.</summary>
public sealed class ModelLoadException(string message, Exception? inner = null) : Exception(message, inner);
