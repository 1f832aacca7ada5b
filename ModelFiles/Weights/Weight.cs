using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Weights;

/// <summary>A weight as the files hold it, with the factors of its blocks where its number format keeps them apart.</summary>
public sealed record Weight(TensorInfo Tensor, TensorInfo? Scale = null);
