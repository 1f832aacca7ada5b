namespace Inference.Engine.Weights;

/// <summary>How far the loading of a model is, in bytes of its files.</summary>
public readonly record struct LoadProgress(long LoadedBytes, long TotalBytes);
