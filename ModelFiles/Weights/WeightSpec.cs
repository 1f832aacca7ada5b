namespace Inference.ModelFiles.Weights;

/// <summary>A weight that a configuration calls for: its name in the files and the shape it must have.</summary>
internal sealed record WeightSpec(WeightKey Key, string Name, long[] Shape, bool Optional = false);
