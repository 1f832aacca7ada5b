using Inference.Kernels.Memory;

namespace Inference.ModelFiles.Tensors;

/// <summary>One opened and checked file with its tensors, before a catalog owns it.</summary>
internal sealed record TensorFilePart(MappedFile Mapping, IReadOnlyList<TensorInfo> Tensors);
