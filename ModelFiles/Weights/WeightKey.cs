namespace Inference.ModelFiles.Weights;

/// <summary>Names one weight of a model: its role, and the layer and expert it belongs to, if any.</summary>
public readonly record struct WeightKey(WeightRole Role, int? Layer = null, int? Expert = null);
