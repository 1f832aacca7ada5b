using Inference.Gateway.Errors;

namespace Inference.Gateway.Models;

/// <summary>The models that are served, the default one first.</summary>
public sealed class ModelCatalog
{
    private readonly Dictionary<string, ServedModel> _byName = new(StringComparer.Ordinal);

    public ModelCatalog(IReadOnlyList<ServedModel> models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Count);
        Models = models;
        foreach (ServedModel model in models)
        {
            foreach (string name in model.Names) _byName.TryAdd(name, model);
        }
    }

    public IReadOnlyList<ServedModel> Models { get; }

    /// <summary>The model of that name; the default one where no name is given.</summary>
    internal ServedModel Find(string? name)
    {
        if (string.IsNullOrEmpty(name)) return Models[0];
        return _byName.TryGetValue(name, out ServedModel? model) ? model : throw new ApiException(ApiError.ModelNotFound(name));
    }
}
