using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Weights;

/// <summary>A weight as the files hold it, with the factors of its blocks where its number format keeps them apart.</summary>
/// <param name="Packed">Its parts, where it is packed as small integers; the tensor is then the first of them, of another shape than the weight.</param>
public sealed record Weight(TensorInfo Tensor, TensorInfo? Scale = null, PackedWeight? Packed = null)
{
    /// <summary>Bytes of all its tensors that are read whole.</summary>
    public long FileBytes => Packed?.FileBytes ?? Tensor.Data.Length;
}
