using System.Diagnostics.CodeAnalysis;
using Inference.Kernels.Memory;

namespace Inference.ModelFiles.Tensors;

/// <summary>
/// All tensors of a model by name, whatever files they lie in. It owns the mappings: dispose it when no tensor is used any more.
/// </summary>
public sealed class TensorCatalog : IDisposable
{
    private readonly Dictionary<string, TensorInfo> _byName;
    private readonly IReadOnlyList<MappedFile> _mappings;

    /// <summary>Names must be unique; see <see cref="Merge"/>.</summary>
    private TensorCatalog(IReadOnlyList<MappedFile> mappings, List<TensorInfo> tensors, Dictionary<string, TensorInfo> byName)
    {
        _mappings = mappings;
        _byName = byName;
        Tensors = tensors;
        Files = [.. mappings.Select(mapping => mapping.Path)];
        TotalBytes = tensors.Sum(tensor => tensor.Data.Length);
    }

    /// <summary>In the order of the files and within them.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The paths of the files.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The bytes of all tensors together.</summary>
    public long TotalBytes { get; }

    public int Count => Tensors.Count;

    /// <summary>The tensor of that name; <see cref="KeyNotFoundException"/> where there is none.</summary>
    public TensorInfo this[string name] => _byName.TryGetValue(name, out TensorInfo? tensor)
        ? tensor
        : throw new KeyNotFoundException($"There is no tensor {name}.");

    public bool Has(string name) => _byName.ContainsKey(name);

    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => _byName.TryGetValue(name, out tensor);

    public void Dispose()
    {
        foreach (MappedFile mapping in _mappings) mapping.Dispose();
    }

    /// <summary>Takes over the mappings of all parts, or disposes none and throws. A name that occurs twice is a problem.</summary>
    internal static TensorCatalog Merge(IReadOnlyList<TensorFilePart> parts, ProblemList problems)
    {
        List<TensorInfo> tensors = [];
        Dictionary<string, TensorInfo> byName = [];
        foreach (TensorInfo tensor in parts.SelectMany(part => part.Tensors))
        {
            if (byName.TryAdd(tensor.Name, tensor)) tensors.Add(tensor);
            else problems.Add(new ModelFileProblem(tensor.File, tensor.Name, $"is also in {byName[tensor.Name].File}"));
        }

        problems.ThrowIfAny();
        return new TensorCatalog([.. parts.Select(part => part.Mapping)], tensors, byName);
    }
}
