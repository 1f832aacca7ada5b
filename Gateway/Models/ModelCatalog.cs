using Inference.Contracts;
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

    /// <summary>The version of the model of that name which answers a request.</summary>
    /// <param name="name">Null: the default model.</param>
    /// <param name="version">A version's name or alias; null: whichever has its turn.</param>
    /// <param name="key">The conversation, or else the request.</param>
    internal ServedModel Find(string? name, string? version, string key)
    {
        ServedModel model = Find(name);
        ServedModel? chosen = model.Versions is { } versions ? versions.Choose(version, key)
            : version is null || version == model.Version || model.Names.Contains(version) ? model : null;
        return chosen ?? throw (version is null ? Unavailable(model) : new ApiException(ApiError.VersionNotFound(model.Name, version)));
    }

    /// <summary>The version of that name, and no other; null where it is not served, or not any more.</summary>
    internal ServedModel? FindVersion(string name, string version)
    {
        if (!_byName.TryGetValue(name, out ServedModel? model)) return null;
        ServedModel? found = model.Versions is { } versions ? versions.Choose(version, version) : model;
        return found?.Version == version ? found : null;
    }

    /// <summary>The model of that name; the default one where no name is given.</summary>
    internal ServedModel Find(string? name)
    {
        if (string.IsNullOrEmpty(name)) return Models[0];
        return _byName.TryGetValue(name, out ServedModel? model) ? model : throw new ApiException(ApiError.ModelNotFound(name));
    }

    private static InferenceException Unavailable(ServedModel model) => new(InferenceError.Unavailable, $"No version of the model `{model.Name}` takes requests.");
}
